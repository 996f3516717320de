using System.Collections.Immutable;

namespace MeshHost.Hosting.Telemetry;

/// <summary>A series and its points at one moment.</summary>
/// <param name="Key">Which series.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Points">The points, the oldest first.</param>
internal sealed record MetricSeriesSnapshot(MetricSeriesKey Key, MetricDescription Description, ImmutableArray<MetricPointRecord> Points);
