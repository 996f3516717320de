using MeshHost.Hosting.Telemetry.Otlp;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MeshHost.Hosting.Telemetry;

/// <summary>
/// Collects the spans and metrics of all MeshHost libraries: into the store for who shows them, and by OTLP when an endpoint is
/// configured. Made before the application starts, so that the first span is not missed; what is pending is exported on disposal.
/// </summary>
internal sealed class HostTelemetry : IDisposable
{
    private const string AllSources = "MeshHost.*";
    private const int MetricsIntervalMilliseconds = 5_000;

    // The SDK's own boundaries are made for milliseconds: nearly every call would be in the first one.
    private static readonly double[] s_seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

    private readonly TracerProvider _tracerProvider;
    private readonly MeterProvider _meterProvider;

    public HostTelemetry(IConfiguration configuration, TelemetryStore store)
    {
        var tracing = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(TelemetryResource.Create())
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .AddSource(AllSources)
            .AddProcessor(new ResourceNameProcessor())
            .AddProcessor(new StoreSpanProcessor(store));
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(TelemetryResource.Create())
            .AddMeter(AllSources)
            .AddView(instrument => instrument.Unit == "s" ? new ExplicitBucketHistogramConfiguration { Boundaries = s_seconds } : null)
            .AddReader(new PeriodicExportingMetricReader(new StoreMetricExporter(store), MetricsIntervalMilliseconds));
        if (OtlpOptions.Read(configuration) is { } otlp)
        {
            tracing.AddOtlpExporter(otlp.ApplyTo);
            metrics.AddOtlpExporter(otlp.ApplyTo);
        }

        _tracerProvider = tracing.Build();
        _meterProvider = metrics.Build();
    }

    /// <summary>Hands the current values of all instruments to the store without waiting for the next interval.</summary>
    public void CollectMetrics() => _meterProvider.ForceFlush(MetricsIntervalMilliseconds);

    public void Dispose()
    {
        _tracerProvider.Dispose();
        _meterProvider.Dispose();
    }
}
