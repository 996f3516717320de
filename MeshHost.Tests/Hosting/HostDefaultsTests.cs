using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using MeshHost.Lifecycle.Hosting;
using MeshHost.Tests.Resources.Lifecycle;

namespace MeshHost.Tests.Hosting;

/// <summary>What the host takes for granted where nothing is set, and what it refuses.</summary>
public sealed class HostDefaultsTests : HostTest
{
    [Theory]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL")]
    [InlineData("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL")]
    [InlineData("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL")]
    public async Task Port_in_use_is_refused_with_the_setting_that_asks_for_it(string setting)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var builder = Declare(dashboard: true, $"--{setting}=http://127.0.0.1:{PortOf(taken)}");

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => OpenAsync(builder));

        Assert.Contains($"http://127.0.0.1:{PortOf(taken)} ({setting})", failure.Message, StringComparison.Ordinal);
        Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_matters_to_no_command_without_a_dashboard()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var builder = Declare(dashboard: false, $"--ASPNETCORE_URLS=http://127.0.0.1:{PortOf(taken)}");

        await using var application = await OpenAsync(builder);

        Assert.True((await RolloutAsync(application)).Succeeded);
    }

    [Theory]
    [InlineData(null, "http")]
    [InlineData("http://127.0.0.1:0", "http")]
    [InlineData("https://127.0.0.1:0", "https")]
    public void Telemetry_goes_to_loopback_by_the_scheme_of_the_dashboard(string? urls, string scheme)
    {
        Assert.SkipWhen(urls is null && DevelopmentCertificate.IsTrusted(), "This machine trusts a development certificate.");
        var builder = Declare(dashboard: true, urls is null ? [] : [$"--ASPNETCORE_URLS={urls}"]);

        var address = new Uri(builder.Configuration[HostDefaults.OtlpGrpc]!);

        Assert.Equal(scheme, address.Scheme);
        Assert.True(address.IsLoopback);
        Assert.Equal(scheme == "http" ? "true" : null, builder.Configuration[HostDefaults.AllowUnsecured]);
    }

    [Fact]
    public void Settings_of_a_person_stay_as_they_are()
    {
        var builder = Declare(dashboard: true, "--ASPIRE_ALLOW_UNSECURED_TRANSPORT=false", "--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL=https://127.0.0.1:0");

        Assert.Equal("false", builder.Configuration[HostDefaults.AllowUnsecured]);
        Assert.Null(builder.Configuration[HostDefaults.OtlpGrpc]);
    }

    private static IDistributedApplicationBuilder Declare(bool dashboard, params string[] args)
    {
        var builder = CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = !dashboard });
        builder.AddResource(new Widget("widget")).WithLifecycle(new ScriptedLifecycle());
        return builder;
    }

    private static string PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
}
