namespace MeshHost.Gcp.Container;

/// <summary>Body of nodePools.setSize.</summary>
internal sealed record SetNodePoolSizeRequest(int NodeCount);
