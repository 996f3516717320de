namespace MeshHost.Gcp.Container;

/// <summary>Body of nodePools.create.</summary>
internal sealed record CreateNodePoolRequest(NodePool NodePool);
