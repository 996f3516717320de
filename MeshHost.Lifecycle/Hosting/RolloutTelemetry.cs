using System.Globalization;
using Aspire.Hosting;
using MeshHost.Lifecycle.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MeshHost.Lifecycle.Hosting;

/// <summary>
/// Exports what the AppHost itself does: to Aspire's dashboard, each span and log line in the name of the node that it is about, and to wherever
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> points.
/// </summary>
internal static class RolloutTelemetry
{
    private const string ServiceName = "meshhost";
    private const string DashboardExporter = "dashboard";
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Sends each resource's telemetry in its own name to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> too. Aspire's dashboard needs it.</summary>
    private const string ByResourceKey = "MeshHost:Telemetry:ServicePerResource";

    // The SDK's own boundaries are made for milliseconds: nearly every call would be in the first one.
    private static readonly double[] s_seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

    public static void AddRolloutTelemetry(this IDistributedApplicationBuilder builder)
    {
        // The nodes' lines are on the dashboard, and how they end is on the console in words of its own.
        builder.Services.AddLogging(static logging => logging.AddFilter<ConsoleLoggerProvider>(NodeLoggers.CategoryPrefix.TrimEnd('.'), LogLevel.None));
        var configuration = builder.Configuration;
        var dashboard = FindDashboard(builder);
        var collector = Uri.TryCreate(configuration[EndpointKey], UriKind.Absolute, out _);
        if (dashboard is null && !collector)
        {
            return;
        }

        // The dashboard starts beside the first nodes: what is sent before it listens is sent again.
        configuration["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] ??= "in_memory";
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService(
                ServiceName,
                serviceVersion: typeof(RolloutTelemetry).Assembly.GetName().Version?.ToString(3),
                autoGenerateServiceInstanceId: false,
                serviceInstanceId: string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}"))
                .AddEnvironmentVariableDetector())
            .WithTracing(tracing =>
            {
                tracing.AddSource("MeshHost.*").SetSampler(new ParentBasedSampler(new AlwaysOnSampler())).AddProcessor(new ResourceNameProcessor());
                ForEach((name, configure) => tracing.AddOtlpExporter(name, configure));
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("MeshHost.*", "Polly").AddView(static instrument =>
                    instrument.Unit == "s" ? new ExplicitBucketHistogramConfiguration { Boundaries = s_seconds } : null);
                ForEach((name, configure) => metrics.AddOtlpExporter(name, configure));
            })
            .WithLogging(
                logging => ForEach((name, configure) => logging.AddOtlpExporter(name, configure)),
                static options => options.IncludeFormattedMessage = true);

        void ForEach(Action<string, Action<OtlpExporterOptions>> add)
        {
            if (dashboard is not null)
            {
                add(DashboardExporter, options => ToDashboard(options, dashboard, configuration["AppHost:OtlpApiKey"]));
            }

            if (collector)
            {
                add("", options => ToCollector(options, configuration));
            }
        }
    }

    private static Uri? FindDashboard(IDistributedApplicationBuilder builder) =>
        builder.HasDashboard() && Uri.TryCreate(builder.Configuration[HostDefaults.OtlpGrpc], UriKind.Absolute, out var address) ? address : null;

    private static void ToDashboard(OtlpExporterOptions options, Uri address, string? key)
    {
        options.Endpoint = address;
        options.Protocol = OtlpExportProtocol.Grpc;
        if (key is not null)
        {
            options.Headers = $"x-otlp-api-key={key}";
        }

        options.HttpClientFactory = static () => new HttpClient(new ResourceGroupingHandler());
    }

    // The exporter reads the variables of the environment by itself, and appends the path of the signal to such an endpoint only.
    private static void ToCollector(OtlpExporterOptions options, IConfiguration configuration)
    {
        if (string.Equals(configuration[ByResourceKey], "true", StringComparison.OrdinalIgnoreCase))
        {
            options.HttpClientFactory = static () => new HttpClient(new ResourceGroupingHandler());
        }
    }
}
