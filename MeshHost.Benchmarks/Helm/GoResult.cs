namespace MeshHost.Benchmarks.Helm;

/// <summary>What the Go renderer made of a chart.</summary>
internal sealed record GoResult(Dictionary<string, string> Files, List<GoDocument>? Documents, List<GoDocument>? Hooks);
