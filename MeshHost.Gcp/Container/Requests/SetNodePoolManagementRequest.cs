namespace MeshHost.Gcp.Container;

/// <summary>Body of nodePools.setManagement.</summary>
internal sealed record SetNodePoolManagementRequest(NodeManagement Management);
