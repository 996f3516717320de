using Aspire.Hosting;
using MeshHost.Hosting.ResourceService;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Tests.Hosting.AspireDashboard;

public sealed class AspireDashboardTests : HostTest
{
    private const string Key = "the-key-of-the-service";

    [Fact]
    public async Task Container_listens_on_loopback_alone_gets_its_keys_in_a_file_and_is_removed_at_the_end()
    {
        using var docker = new FakeDocker("echo Debian GNU/Linux");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only on Linux a container shares the host's network.");
        var application = await StartWithAsync(docker);

        var run = Assert.Single(docker.Calls, c => c.StartsWith("run ", StringComparison.Ordinal));
        Assert.Contains("--detach --rm --name meshhost-dashboard-", run, StringComparison.Ordinal);
        Assert.EndsWith(" --network host mcr.microsoft.com/dotnet/aspire-dashboard:13.5", run, StringComparison.Ordinal);
        var environment = docker.Environment;
        Assert.Equal(Key, environment["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"]);
        Assert.Equal(("ApiKey", "ApiKey"), (environment["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"], environment["DASHBOARD__OTLP__AUTHMODE"]));
        Assert.All(
            ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"],
            name => Assert.True(new Uri(environment[name]).IsLoopback, environment[name]));
        string[] secrets = ["DASHBOARD__FRONTEND__BROWSERTOKEN", "DASHBOARD__RESOURCESERVICECLIENT__APIKEY", "DASHBOARD__OTLP__PRIMARYAPIKEY"];
        Assert.All(secrets, name => Assert.DoesNotContain(docker.Calls, c => c.Contains(environment[name], StringComparison.Ordinal)));
        Assert.Equal("-rw-------", docker.EnvironmentFileMode);
        Assert.False(File.Exists(docker.EnvironmentFile));
        var headers = application.Services.GetRequiredService<IConfiguration>()["OTEL_EXPORTER_OTLP_HEADERS"];
        Assert.Equal($"x-otlp-api-key={environment["DASHBOARD__OTLP__PRIMARYAPIKEY"]}", headers);

        await application.StopAsync(TestContext.Current.CancellationToken);
        var name = run.Split(' ')[Array.IndexOf(run.Split(' '), "--name") + 1];
        Assert.Equal($"rm --force {name}", docker.Calls[^1]);
    }

    [Fact]
    public async Task Docker_Desktop_publishes_to_loopback_alone_and_reaches_the_host_by_name()
    {
        using var docker = new FakeDocker("echo Docker Desktop");
        var application = await StartWithAsync(docker);

        var run = Assert.Single(docker.Calls, c => c.StartsWith("run ", StringComparison.Ordinal));
        Assert.Matches(" --publish 127\\.0\\.0\\.1:[0-9]+:18888 --publish 127\\.0\\.0\\.1:[0-9]+:18889 --add-host host.docker.internal:host-gateway ", run);
        var service = application.Services.GetRequiredService<ResourceServiceHost>().Address!;
        Assert.Equal($"http://host.docker.internal:{service.Port}", docker.Environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"]);
    }

    [Fact]
    public async Task Missing_Docker_is_told_before_anything_starts()
    {
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            StartAsync(CreateBuilder("--dashboard=aspire", "--ASPIRE_CONTAINER_RUNTIME=/nowhere/docker")));

        Assert.Contains("there is no '/nowhere/docker' on this machine and ASPIRE_DASHBOARD_PATH is not set", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_that_does_not_answer_is_told_with_what_Docker_says()
    {
        using var docker = new FakeDocker("echo 'Cannot connect to the Docker daemon.' >&2; false");
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => StartWithAsync(docker));

        Assert.Contains("Docker does not answer: Cannot connect to the Docker daemon.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aspire", null, true)]
    [InlineData(null, "/opt/dashboard", true)]
    [InlineData("off", "/opt/dashboard", false)]
    [InlineData(null, null, false)]
    public void Dashboard_is_asked_for_by_name_or_by_its_path(string? named, string? path, bool expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["dashboard"] = named, ["ASPIRE_DASHBOARD_PATH"] = path }).Build();

        Assert.Equal(expected, AspireDashboardOptions.IsAskedFor(configuration));
    }

    private async Task<DistributedApplication> StartWithAsync(FakeDocker docker)
    {
        var application = await StartAsync(CreateBuilder(
            "--dashboard=aspire", $"--ASPIRE_CONTAINER_RUNTIME={docker.Command}", $"--ASPIRE_DASHBOARD_RESOURCESERVICE_APIKEY={Key}"));
        await application.Services.GetServices<IHostedService>().OfType<AspireDashboardLauncher>().Single().Starting.DefaultTimeout();
        return application;
    }
}
