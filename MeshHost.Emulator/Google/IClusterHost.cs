namespace MeshHost.Emulator.Google;

/// <summary>
/// What stands behind an emulated GKE cluster. The container API decides when a cluster exists;
/// the host runs its API server, controllers and nodes.
/// </summary>
internal interface IClusterHost
{
    /// <summary>Starts the control plane and nodes of a cluster. Called once per cluster, and again for each cluster after a restart.</summary>
    /// <param name="spec">The cluster as the container API has it.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>Where clients reach the cluster.</returns>
    Task<ClusterEndpoint> StartClusterAsync(ClusterSpec spec, CancellationToken cancellationToken);

    /// <summary>Brings the nodes in line with <see cref="ClusterSpec.NodePools"/>, and the control plane with <see cref="ClusterSpec.Version"/>.</summary>
    /// <param name="spec">The cluster as the container API now has it.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    /// <returns>A task that ends when the nodes are as asked for.</returns>
    Task UpdateNodesAsync(ClusterSpec spec, CancellationToken cancellationToken);

    /// <summary>Stops a cluster and forgets its contents. Load balancers that its services made stay behind, as on GKE.</summary>
    /// <param name="clusterId">The value of <see cref="ClusterSpec.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the stop.</param>
    /// <returns>A task that ends when nothing of the cluster runs any more.</returns>
    Task StopClusterAsync(string clusterId, CancellationToken cancellationToken);
}
