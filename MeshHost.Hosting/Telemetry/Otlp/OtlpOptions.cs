using MeshHost.Hosting.ResourceService;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace MeshHost.Hosting.Telemetry.Otlp;

/// <summary>Where telemetry is sent to, and in whose name.</summary>
/// <param name="Endpoint">The address.</param>
/// <param name="Headers">Headers to send, as <c>name=value</c> pairs; a key of the receiver for example.</param>
/// <param name="ByResource">Whether each resource's telemetry is sent in its own name.</param>
internal sealed record OtlpOptions(Uri Endpoint, string? Headers, bool ByResource)
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string HeadersKey = "OTEL_EXPORTER_OTLP_HEADERS";

    /// <summary>"true" sends each resource's telemetry in its own name to any receiver. Aspire's dashboard needs it.</summary>
    public const string ByResourceKey = "MeshHost:Telemetry:ServicePerResource";

    /// <summary>Reads the configuration; <see langword="null"/> when telemetry is sent nowhere.</summary>
    public static OtlpOptions? Read(IConfiguration configuration) =>
        Uri.TryCreate(configuration[EndpointKey], UriKind.Absolute, out var endpoint)
            ? new OtlpOptions(
                endpoint,
                configuration[HeadersKey],
                string.Equals(configuration[ByResourceKey], "true", StringComparison.OrdinalIgnoreCase) || AspireDashboardOptions.IsAskedFor(configuration))
            : null;

    /// <summary>
    /// Sets what did not come from the environment. The exporter reads the environment by itself, and appends the path of the
    /// signal to such an endpoint only.
    /// </summary>
    public void ApplyTo(OtlpExporterOptions options)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointKey)))
        {
            options.Endpoint = Endpoint;
        }

        if (!string.IsNullOrEmpty(Headers))
        {
            options.Headers = Headers;
        }

        if (ByResource)
        {
            options.HttpClientFactory = static () => new HttpClient(new ResourceGroupingHandler());
        }
    }
}
