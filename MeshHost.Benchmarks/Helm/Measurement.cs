namespace MeshHost.Benchmarks.Helm;

/// <summary>Best time, mean processor time of all threads, and mean allocation of a run.</summary>
internal sealed record Measurement(TimeSpan Best, TimeSpan Processor, long AllocatedBytes);
