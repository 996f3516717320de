namespace MeshHost.Hosting.Dashboard.Metrics;

/// <summary>How much happened a second, up to a moment.</summary>
/// <param name="Time">The moment (UTC).</param>
/// <param name="PerSecond">The rate.</param>
internal readonly record struct MetricRate(DateTime Time, double PerSecond);
