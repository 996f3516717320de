using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>The container API: clusters, node pools and operations.</summary>
internal static class ContainerApi
{
    /// <summary>Adds the methods of the API.</summary>
    /// <param name="context">What its parts share.</param>
    /// <param name="host">What runs the clusters.</param>
    /// <param name="quotas">What projects may use.</param>
    /// <param name="methods">The table.</param>
    /// <returns>What carries out its operations.</returns>
    public static ClusterOperator Register(ContainerContext context, IClusterHost host, QuotaLedger quotas, MethodTable methods)
    {
        var pools = new NodePoolRules(context);
        var networks = new ClusterNetworkRules(context);
        var changes = new ClusterChanges(pools);
        var operations = new ContainerOperations(context);
        var clusters = new ClustersApi(context, operations, new ClusterRules(context, pools, networks), networks, changes, quotas);
        operations.Register(methods);
        clusters.Register(methods);
        new NodePoolsApi(context, operations, clusters, pools, changes, quotas).Register(methods);
        var clusterOperator = new ClusterOperator(context, host, changes, networks, new ClusterFootprint(context));
        clusterOperator.Register();
        return clusterOperator;
    }
}
