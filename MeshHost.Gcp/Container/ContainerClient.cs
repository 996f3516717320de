using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.Container;

/// <summary>Google Kubernetes Engine. Changes wait for the operation that Google says is in their way, then go ahead.</summary>
public sealed class ContainerClient
{
    private const string Clusters = "v1/projects/{projectsId}/locations/{locationsId}/clusters";
    private const string OneCluster = Clusters + "/{clustersId}";
    private const string Pools = OneCluster + "/nodePools";
    private const string OnePool = Pools + "/{nodePoolsId}";

    private readonly GoogleCloudConnection _connection;

    internal ContainerClient(GoogleCloudConnection connection)
    {
        _connection = connection;
        Operations = new ContainerOperations(connection);
    }

    /// <summary>Long-running operations.</summary>
    public ContainerOperations Operations { get; }

    /// <summary>Reads a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The cluster, or null if there is none.</returns>
    public Task<Cluster?> GetClusterAsync(ClusterName cluster, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<Cluster>(Call(cluster, "clusters.get", "GET", OneCluster), cancellationToken);

    /// <summary>Lists the clusters of a location.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="location">Zone, region, or <c>-</c> for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The clusters.</returns>
    public Task<IReadOnlyList<Cluster>> ListClustersAsync(string project, string location = "-", CancellationToken cancellationToken = default) =>
        Page.ListAsync<Cluster>(
            _connection,
            new ApiCall(new(GoogleApi.Container, "container.projects.locations.clusters.list", "GET", Clusters),
                $"clusters of project '{project}'", new("projectsId", project), new("locationsId", location)),
            "clusters", cancellationToken);

    /// <summary>Starts to create a cluster with its node pools.</summary>
    /// <param name="name">The cluster.</param>
    /// <param name="cluster">Its settings.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> CreateClusterAsync(ClusterName name, Cluster cluster, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var call = new ApiCall(new(GoogleApi.Container, "container.projects.locations.clusters.create", "POST", Clusters),
            name.ToString(), new("projectsId", name.Project), new("locationsId", name.Location))
        {
            Body = new CreateClusterRequest(cluster),
            NamesServiceAccount = true,
        };
        return _connection.SendAsync<ContainerOperation>(call, cancellationToken);
    }

    /// <summary>Starts one change of a cluster.</summary>
    /// <param name="name">The cluster.</param>
    /// <param name="update">The change, with exactly one field.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> UpdateClusterAsync(
        ClusterName name, ClusterUpdate update, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default) =>
        MutateAsync(name, Call(name, "clusters.update", "PUT", OneCluster, new UpdateClusterRequest(update)), progress, cancellationToken);

    /// <summary>Starts to replace the labels of a cluster.</summary>
    /// <param name="name">The cluster.</param>
    /// <param name="labels">All labels.</param>
    /// <param name="fingerprint">Label fingerprint as last read.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> SetResourceLabelsAsync(
        ClusterName name, IReadOnlyDictionary<string, string> labels, string? fingerprint, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default) =>
        MutateAsync(name, Call(name, "clusters.setResourceLabels", "POST", OneCluster + ":setResourceLabels", new SetLabelsRequest(labels, fingerprint)), progress, cancellationToken);

    /// <summary>Starts to replace the maintenance policy of a cluster.</summary>
    /// <param name="name">The cluster.</param>
    /// <param name="policy">The policy, with the resource version as last read.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> SetMaintenancePolicyAsync(
        ClusterName name, MaintenancePolicy policy, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default) =>
        MutateAsync(
            name, Call(name, "clusters.setMaintenancePolicy", "POST", OneCluster + ":setMaintenancePolicy", new SetMaintenancePolicyRequest(policy)), progress, cancellationToken);

    /// <summary>Starts to delete a cluster.</summary>
    /// <param name="name">The cluster.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation, or null if there is no such cluster.</returns>
    public async Task<ContainerOperation?> DeleteClusterAsync(
        ClusterName name, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await MutateAsync(name, Call(name, "clusters.delete", "DELETE", OneCluster), progress, cancellationToken).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads a node pool.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The pool, or null if there is none.</returns>
    public Task<NodePool?> GetNodePoolAsync(ClusterName cluster, string pool, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<NodePool>(PoolCall(cluster, pool, "get", "GET", OnePool, null), cancellationToken);

    /// <summary>Starts to add a node pool.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> CreateNodePoolAsync(
        ClusterName cluster, NodePool pool, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var call = Call(cluster, "clusters.nodePools.create", "POST", Pools, new CreateNodePoolRequest(pool));
        return MutateAsync(cluster, call with { Resource = $"node pool '{pool.Name}' of {cluster}" }, progress, cancellationToken);
    }

    /// <summary>Starts a change of a node pool.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="update">The change.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> UpdateNodePoolAsync(
        ClusterName cluster, string pool, UpdateNodePoolRequest update, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default) =>
        MutateAsync(cluster, PoolCall(cluster, pool, "update", "PUT", OnePool, update), progress, cancellationToken);

    /// <summary>Starts to resize a node pool.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="nodeCount">Number of nodes per zone.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> SetNodePoolSizeAsync(
        ClusterName cluster, string pool, int nodeCount, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default) =>
        MutateAsync(cluster, PoolCall(cluster, pool, "setSize", "POST", OnePool + ":setSize", new SetNodePoolSizeRequest(nodeCount)), progress, cancellationToken);

    /// <summary>Starts to replace the autoscaler of a node pool.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="autoscaling">The autoscaler.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> SetNodePoolAutoscalingAsync(
        ClusterName cluster, string pool, NodePoolAutoscaling autoscaling, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default) =>
        MutateAsync(
            cluster, PoolCall(cluster, pool, "setAutoscaling", "POST", OnePool + ":setAutoscaling", new SetNodePoolAutoscalingRequest(autoscaling)), progress, cancellationToken);

    /// <summary>Starts to replace the management of a node pool.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="management">Repair and upgrades.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ContainerOperation> SetNodePoolManagementAsync(
        ClusterName cluster, string pool, NodeManagement management, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default) =>
        MutateAsync(
            cluster, PoolCall(cluster, pool, "setManagement", "POST", OnePool + ":setManagement", new SetNodePoolManagementRequest(management)), progress, cancellationToken);

    /// <summary>Starts to delete a node pool.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="progress">Told of the operation that is waited for first, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation, or null if there is no such pool.</returns>
    public async Task<ContainerOperation?> DeleteNodePoolAsync(
        ClusterName cluster, string pool, IProgress<OperationReport>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await MutateAsync(cluster, PoolCall(cluster, pool, "delete", "DELETE", OnePool, null), progress, cancellationToken).ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads the versions that GKE offers in a location.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="location">Zone or region.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The versions.</returns>
    public Task<ServerConfig> GetServerConfigAsync(string project, string location, CancellationToken cancellationToken = default) =>
        _connection.SendAsync<ServerConfig>(
            new ApiCall(
                new(GoogleApi.Container, "container.projects.locations.getServerConfig", "GET", "v1/projects/{projectsId}/locations/{locationsId}/serverConfig"),
                $"GKE versions in {location}", new("projectsId", project), new("locationsId", location)), cancellationToken);

    private static ApiCall Call(ClusterName cluster, string method, string httpMethod, string path, object? body = null) =>
        new(new(GoogleApi.Container, "container.projects.locations." + method, httpMethod, path), cluster.ToString(),
            new("projectsId", cluster.Project), new("locationsId", cluster.Location), new("clustersId", cluster.Name))
        { Body = body };

    private static ApiCall PoolCall(ClusterName cluster, string pool, string method, string httpMethod, string path, object? body)
    {
        var call = Call(cluster, "clusters.nodePools." + method, httpMethod, path, body);
        return call with { Resource = $"node pool '{pool}' of {cluster}", Path = [.. call.Path, new("nodePoolsId", pool)] };
    }

    // Google serialises the operations of a cluster. It names the one in the way: waiting for that very one is both the
    // shortest wait and the only one that can be shown.
    private async Task<ContainerOperation> MutateAsync(
        ClusterName cluster, ApiCall call, IProgress<OperationReport>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _connection.SendAsync<ContainerOperation>(call, cancellationToken).ConfigureAwait(false);
            }
            catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.OperationInProgress)
            {
                if (await Operations.WaitForBlockerAsync(cluster, ex, progress, cancellationToken).ConfigureAwait(false) is false)
                {
                    throw;
                }
            }
        }
    }
}
