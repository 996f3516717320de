using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using MeshHost.Hosting.Telemetry.Otlp;
using Microsoft.Extensions.Configuration;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Aspire's own dashboard: whether it is asked for, how it is run, and where it is to listen.</summary>
/// <param name="IsWanted">Whether the dashboard is asked for.</param>
/// <param name="Path">The program, an assembly or an executable; <see langword="null"/> to run the image.</param>
/// <param name="Runtime">The command that runs containers.</param>
/// <param name="Image">The image.</param>
/// <param name="Frontend">Where a browser reaches it.</param>
/// <param name="Otlp">Where it receives telemetry.</param>
/// <param name="OtlpKey">The key that it receives telemetry with.</param>
internal sealed record AspireDashboardOptions(bool IsWanted, string? Path, string Runtime, string Image, Uri Frontend, Uri Otlp, string OtlpKey)
{
    public const string PathKey = "ASPIRE_DASHBOARD_PATH";
    public const string RuntimeKey = "ASPIRE_CONTAINER_RUNTIME";
    public const string ImageKey = "MeshHost:Dashboard:Image";

    private const string DefaultImage = "mcr.microsoft.com/dotnet/aspire-dashboard:13.5";
    private const string OtlpKeyHeader = "x-otlp-api-key";

    /// <summary>
    /// Reads the configuration: <c>--dashboard aspire</c>, or the path of a dashboard in ASPIRE_DASHBOARD_PATH. Unless telemetry goes
    /// somewhere else already, it is sent to the dashboard.
    /// </summary>
    public static AspireDashboardOptions Read(IConfiguration configuration)
    {
        var wanted = IsAskedFor(configuration);
        var options = new AspireDashboardOptions(
            wanted,
            Text(configuration, PathKey),
            Text(configuration, RuntimeKey) ?? "docker",
            Text(configuration, ImageKey) ?? DefaultImage,
            FreeAddress(wanted),
            FreeAddress(wanted),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        if (wanted && Text(configuration, OtlpOptions.EndpointKey) is null)
        {
            configuration[OtlpOptions.EndpointKey] = options.Otlp.GetLeftPart(UriPartial.Authority);
            configuration[OtlpOptions.HeadersKey] = $"{OtlpKeyHeader}={options.OtlpKey}";
        }

        return options;
    }

    public static bool IsAskedFor(IConfiguration configuration) => Text(configuration, "dashboard") is { } named
        ? string.Equals(named, "aspire", StringComparison.OrdinalIgnoreCase)
        : Text(configuration, PathKey) is not null;

    private static string? Text(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } text ? text : null;

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
