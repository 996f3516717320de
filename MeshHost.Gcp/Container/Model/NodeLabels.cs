namespace MeshHost.Gcp.Container;

/// <summary>Wrapper of a node pool's Kubernetes labels.</summary>
public sealed record NodeLabels
{
    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
