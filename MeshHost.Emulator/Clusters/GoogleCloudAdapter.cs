using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Google;

namespace MeshHost.Emulator.Clusters;

/// <summary>The emulated Google Cloud as clusters see it.</summary>
/// <param name="cloud">The cloud.</param>
internal sealed class GoogleCloudAdapter(GoogleCloud cloud) : ICloud
{
    /// <inheritdoc/>
    public bool IsIngressAllowed(ClusterSpec cluster, string source, int port) => cloud.IsIngressAllowed(
        cluster.Project, cluster.Network, source, port, targetServiceAccount: cluster.NodePools.Select(pool => pool.ServiceAccount).FirstOrDefault());

    /// <inheritdoc/>
    public string? ResolveA(string name) => cloud.ResolveA(name);

    /// <inheritdoc/>
    public bool HasZoneFor(string name) => cloud.HasZoneFor(name);

    /// <inheritdoc/>
    public LoadBalancer EnsureLoadBalancer(ClusterSpec cluster, string serviceKey, IReadOnlyList<LoadBalancerPort> ports) =>
        cloud.CreateLoadBalancer(cluster.Project, Region(cluster.Location), cluster.Network, serviceKey, ports);

    /// <inheritdoc/>
    public void DeleteLoadBalancer(ClusterSpec cluster, string serviceKey) =>
        cloud.DeleteLoadBalancer(cluster.Project, Region(cluster.Location), serviceKey);

    private static string Region(string location) =>
        location.Count(character => character == '-') == 2 ? location[..location.LastIndexOf('-')] : location;
}
