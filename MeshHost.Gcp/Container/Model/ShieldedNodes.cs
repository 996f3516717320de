namespace MeshHost.Gcp.Container;

/// <summary>Shielded nodes of a cluster.</summary>
public sealed record ShieldedNodes
{
    /// <summary>Whether they are on.</summary>
    public bool? Enabled { get; init; }
}
