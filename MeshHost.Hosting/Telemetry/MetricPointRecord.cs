using System.Collections.Immutable;

namespace MeshHost.Hosting.Telemetry;

/// <summary>A value of a series at one moment.</summary>
/// <param name="Time">When (UTC).</param>
/// <param name="Value">The value, or the sum of a histogram; cumulative.</param>
internal sealed record MetricPointRecord(DateTime Time, double Value)
{
    /// <summary>The number of measurements of a histogram.</summary>
    public long Count { get; init; }

    /// <summary>The buckets of a histogram.</summary>
    public ImmutableArray<MetricBucket> Buckets { get; init; } = [];
}
