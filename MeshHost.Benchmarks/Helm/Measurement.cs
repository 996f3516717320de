namespace MeshHost.Benchmarks.Helm;

/// <summary>Median time and mean allocation of a run.</summary>
internal sealed record Measurement(TimeSpan Median, long AllocatedBytes);
