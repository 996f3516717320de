namespace MeshHost.Emulator.Google;

/// <summary>An external passthrough load balancer, as GKE makes one for a Service of type LoadBalancer.</summary>
/// <param name="Project">Project id.</param>
/// <param name="Region">Region of the forwarding rule.</param>
/// <param name="Network">Short name of the network.</param>
/// <param name="ServiceKey">What it was made for: unique per Service object.</param>
/// <param name="Name">Name of the forwarding rule and target pool.</param>
/// <param name="IpAddress">The external address.</param>
/// <param name="Ports">The forwarded ports.</param>
internal sealed record LoadBalancer(
    string Project,
    string Region,
    string Network,
    string ServiceKey,
    string Name,
    string IpAddress,
    IReadOnlyList<LoadBalancerPort> Ports);
