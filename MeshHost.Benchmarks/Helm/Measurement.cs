namespace MeshHost.Benchmarks.Helm;

/// <summary>Best time and mean allocation of a run.</summary>
internal sealed record Measurement(TimeSpan Best, long AllocatedBytes);
