namespace MeshHost.Gcp.Container;

/// <summary>Body of clusters.create.</summary>
internal sealed record CreateClusterRequest(Cluster Cluster);
