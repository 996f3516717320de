namespace MeshHost.Hosting.Telemetry;

/// <summary>A bucket of a histogram.</summary>
/// <param name="UpperBound">The bound; infinity for the last bucket.</param>
/// <param name="Count">The number of measurements between the bound below and this one.</param>
internal readonly record struct MetricBucket(double UpperBound, long Count);
