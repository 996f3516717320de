namespace MeshHost.Gcp.Container;

/// <summary>Wrapper of a node pool's network tags.</summary>
public sealed record NetworkTags
{
    /// <summary>The tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
