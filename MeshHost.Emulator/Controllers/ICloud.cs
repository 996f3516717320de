using MeshHost.Emulator.Google;

namespace MeshHost.Emulator.Controllers;

/// <summary>What a cluster asks of the cloud that it runs in.</summary>
internal interface ICloud
{
    /// <summary>Whether the firewall of a network lets a connection in.</summary>
    bool IsIngressAllowed(ClusterSpec cluster, string source, int port);

    /// <summary>The address of a fully qualified name in the cloud's DNS.</summary>
    string? ResolveA(string name);

    /// <summary>Whether the cloud serves a DNS zone that a name is in.</summary>
    bool HasZoneFor(string name);

    /// <summary>Makes the load balancer of a service, or brings it in line.</summary>
    LoadBalancer EnsureLoadBalancer(ClusterSpec cluster, string serviceKey, IReadOnlyList<LoadBalancerPort> ports);

    /// <summary>Deletes the load balancer of a service.</summary>
    void DeleteLoadBalancer(ClusterSpec cluster, string serviceKey);
}
