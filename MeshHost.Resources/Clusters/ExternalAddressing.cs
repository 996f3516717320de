using System.Net;

namespace MeshHost.Resources.Clusters;

/// <summary>How services of a cluster are reached from outside of it.</summary>
/// <param name="ServiceType">Type that a public service is given: <c>LoadBalancer</c> or <c>NodePort</c>.</param>
/// <param name="Address">
/// The address at which public services answer, when the cluster's services do not tell: the host's own for kind.
/// <see langword="null"/> when the service's status has it.
/// </param>
/// <param name="NodePorts">Node port by public port, for services of type NodePort whose ports are mapped to the host.</param>
public sealed record ExternalAddressing(string ServiceType, IPAddress? Address, IReadOnlyDictionary<int, int> NodePorts)
{
    /// <summary>Gets the way of clouds: a load balancer whose address appears in the service's status.</summary>
    public static ExternalAddressing LoadBalancer { get; } = new("LoadBalancer", null, new Dictionary<int, int>());

    /// <summary>The way of a cluster on this machine: ports of the host that are mapped to node ports.</summary>
    /// <param name="nodePorts">Node port by public port.</param>
    /// <returns>The addressing.</returns>
    public static ExternalAddressing HostPorts(IReadOnlyDictionary<int, int> nodePorts) => new("NodePort", IPAddress.Loopback, nodePorts);
}
