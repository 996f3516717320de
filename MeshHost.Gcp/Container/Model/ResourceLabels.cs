namespace MeshHost.Gcp.Container;

/// <summary>Wrapper of a node pool's Google Cloud labels.</summary>
public sealed record ResourceLabels
{
    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
