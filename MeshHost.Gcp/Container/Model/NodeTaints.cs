namespace MeshHost.Gcp.Container;

/// <summary>Wrapper of a node pool's taints.</summary>
public sealed record NodeTaints
{
    /// <summary>The taints.</summary>
    public IReadOnlyList<NodeTaint>? Taints { get; init; }
}
