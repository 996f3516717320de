namespace MeshHost.Hosting.Telemetry;

/// <summary>What a metric measures.</summary>
/// <param name="Description">In words.</param>
/// <param name="Unit">The unit.</param>
/// <param name="IsHistogram">Whether points have counts and buckets.</param>
internal sealed record MetricDescription(string Description, string Unit, bool IsHistogram);
