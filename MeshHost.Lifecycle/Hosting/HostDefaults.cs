using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Hosting;

/// <summary>
/// Lets the host start without any setting: without these Aspire aborts where there is no development certificate. What is set by a launch profile, the
/// environment or the aspire CLI is left as it is.
/// </summary>
internal static class HostDefaults
{
    public const string DashboardUrls = "ASPNETCORE_URLS";
    public const string AllowUnsecured = "ASPIRE_ALLOW_UNSECURED_TRANSPORT";
    public const string OtlpGrpc = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    public const string OtlpHttp = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    public const string ResourceService = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";

    private const string VersionCheckDisabled = "ASPIRE_VERSION_CHECK_DISABLED";

    // Of the versions before 13: still read by the host.
    private const string LegacyOtlpGrpc = "DOTNET_DASHBOARD_OTLP_ENDPOINT_URL";

    private static readonly string[] s_addresses = [DashboardUrls, OtlpGrpc, OtlpHttp, ResourceService];

    public static void AddHostDefaults(this IDistributedApplicationBuilder builder)
    {
        // Without a dashboard the host listens on none of these.
        if (!builder.HasDashboard())
        {
            return;
        }

        var configuration = builder.Configuration;
        var unsecured = IsUnsecured(configuration);
        if (unsecured)
        {
            configuration[AllowUnsecured] = "true";
        }

        // The dashboard would choose a port for telemetry too, but only it would know which. Our own spans go there from the first second on.
        if (configuration[OtlpGrpc] is null && configuration[OtlpHttp] is null && configuration[LegacyOtlpGrpc] is null)
        {
            configuration[OtlpGrpc] = string.Create(CultureInfo.InvariantCulture, $"{(unsecured ? "http" : "https")}://127.0.0.1:{FindFreePort()}");
        }

        // It runs "dotnet package search" beside the start, for seconds and over the network. The versions are those that were tested together.
        configuration[VersionCheckDisabled] ??= "true";

        // "Generating a dynamic url for dashboard": a free port is what is wanted, so that two AppHosts can run side by side.
        builder.Services.AddLogging(static logging => logging.AddFilter("Aspire.Hosting.Dashboard.DashboardEventHandlers", LogLevel.Warning));
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            CheckPorts(configuration);
            return Task.CompletedTask;
        });
    }

    /// <summary>Tells whether the host of this application starts a dashboard.</summary>
    public static bool HasDashboard(this IDistributedApplicationBuilder builder) => builder.ExecutionContext.IsRunMode
        && builder.Services.Select(s => s.ImplementationInstance).OfType<DistributedApplicationOptions>().FirstOrDefault() is not { DisableDashboard: true };

    // https only where a browser and the host's own parts would trust the certificate; http otherwise, on loopback.
    private static bool IsUnsecured(IConfiguration configuration)
    {
        if (configuration[AllowUnsecured] is { Length: > 0 } chosen)
        {
            return string.Equals(chosen, "true", StringComparison.OrdinalIgnoreCase) || chosen == "1";
        }

        var urls = (configuration[DashboardUrls] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return urls.Length > 0
            ? urls.All(u => Uri.TryCreate(u, UriKind.Absolute, out var url) && url is { Scheme: "http", IsLoopback: true })
            : !DevelopmentCertificate.IsTrusted();
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <exception cref="DistributedApplicationException">A port that was asked for is taken.</exception>
    private static void CheckPorts(IConfiguration configuration)
    {
        foreach (var name in s_addresses)
        {
            foreach (var text in (configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { IsLoopback: true, Port: > 0 } && IsTaken(url.Port))
                {
                    throw new DistributedApplicationException(
                        $"The dashboard cannot listen on {text} ({name}): the port is in use, perhaps by another AppHost. "
                        + $"End what uses it, set another address, or unset {name} for a free port.");
                }
            }
        }
    }

    private static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return true;
        }
    }
}
