using System.Globalization;
using OpenTelemetry.Resources;

namespace MeshHost.Hosting.Telemetry;

/// <summary>Says in telemetry who sends it. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.</summary>
internal static class TelemetryResource
{
    public const string ServiceName = "meshhost";

    public static ResourceBuilder Create() => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService(
            ServiceName,
            serviceVersion: typeof(TelemetryResource).Assembly.GetName().Version?.ToString(3),
            autoGenerateServiceInstanceId: false,
            serviceInstanceId: string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}"))
        .AddEnvironmentVariableDetector();
}
