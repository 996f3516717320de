namespace MeshHost.Gcp.Container;

/// <summary>Body of clusters.update.</summary>
internal sealed record UpdateClusterRequest(ClusterUpdate Update);
