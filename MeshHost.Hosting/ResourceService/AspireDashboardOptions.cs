using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Aspire's own dashboard: whether it is asked for, where it is, and where it is to listen.</summary>
/// <param name="IsWanted">Whether the dashboard is asked for.</param>
/// <param name="Path">The program: an assembly or an executable.</param>
/// <param name="Frontend">Where a browser reaches it.</param>
/// <param name="Otlp">Where it receives telemetry.</param>
internal sealed record AspireDashboardOptions(bool IsWanted, string? Path, Uri Frontend, Uri Otlp)
{
    public const string PathKey = "ASPIRE_DASHBOARD_PATH";
    private const string OtlpKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Reads the configuration: <c>--dashboard aspire</c>, or the path of a dashboard in ASPIRE_DASHBOARD_PATH. Unless telemetry goes
    /// somewhere else already, it is sent to the dashboard.
    /// </summary>
    public static AspireDashboardOptions Read(IConfiguration configuration)
    {
        var path = configuration[PathKey] is { Length: > 0 } configured ? configured : null;
        var wanted = IsAskedFor(configuration);
        var options = new AspireDashboardOptions(wanted, path, FreeAddress(wanted), FreeAddress(wanted));
        if (wanted && string.IsNullOrEmpty(configuration[OtlpKey]))
        {
            configuration[OtlpKey] = options.Otlp.GetLeftPart(UriPartial.Authority);
        }

        return options;
    }

    public static bool IsAskedFor(IConfiguration configuration) =>
        string.Equals(configuration["dashboard"], "aspire", StringComparison.OrdinalIgnoreCase)
        || !string.IsNullOrEmpty(configuration[PathKey]);

    private static Uri FreeAddress(bool wanted)
    {
        if (!wanted)
        {
            return new Uri("http://127.0.0.1:0");
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
