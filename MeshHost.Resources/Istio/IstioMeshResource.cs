using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An Istio service mesh: control plane, ingress gateway, mutual TLS and telemetry.</summary>
/// <param name="name">The name of the mesh in the graph.</param>
/// <param name="cluster">The cluster that the mesh runs in.</param>
public sealed class IstioMeshResource(string name, GkeClusterResource cluster) : Resource(name)
{
    /// <summary>The namespace of the control plane.</summary>
    public const string SystemNamespace = "istio-system";

    /// <summary>The namespace of the ingress gateway, apart from the control plane so that each scales and fails alone.</summary>
    public const string IngressNamespace = "istio-ingress";

    /// <summary>The name of the ingress gateway's release, Deployment and Service.</summary>
    public const string IngressGateway = "istio-ingressgateway";

    /// <summary>The value of the label <c>istio</c> on the ingress gateway's pods, which every Gateway selects.</summary>
    public const string IngressSelector = "ingressgateway";

    /// <summary>The port on which the gateway's pods listen for plain HTTP. The load balancer's port 80 leads here.</summary>
    public const int HttpPort = 8080;

    /// <summary>The port on which the gateway's pods listen for HTTPS. The load balancer's port 443 leads here.</summary>
    public const int HttpsPort = 8443;

    /// <summary>Gets the cluster that the mesh runs in.</summary>
    public GkeClusterResource Cluster => cluster;

    /// <summary>Gets or sets a value indicating whether workloads refuse plain text from one another. On unless turned off.</summary>
    public bool StrictMtls { get; set; } = true;

    /// <summary>Gets or sets the share of requests that are traced, in percent, or <see langword="null"/> for no tracing.</summary>
    public double? TracingSamplingPercentage { get; set; }

    /// <summary>Gets the part whose readiness means that sidecars are injected.</summary>
    public IResource ControlPlane { get; internal set; } = null!;

    /// <summary>Gets the part whose readiness means that the gateway has an external address.</summary>
    public IResource Gateway { get; internal set; } = null!;

    /// <summary>Yields the ingress gateway's external address.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>An IPv4 address or a host name.</returns>
    /// <exception cref="LifecycleException">The gateway's Service is missing or has no address yet.</exception>
    public async Task<string> GetGatewayAddressAsync(CancellationToken cancellationToken)
    {
        if (cluster.ExternalAddressing.Address is { } address)
        {
            return address.ToString();
        }

        var client = await cluster.GetKubernetesClientAsync(cancellationToken).ConfigureAwait(false);
        var reference = new ObjectReference(new GroupVersionKind("", "v1", "Service"), IngressGateway, IngressNamespace);
        var service = await client.GetAsync(reference, cancellationToken).ConfigureAwait(false)
            ?? throw new LifecycleException($"The Service '{IngressNamespace}/{IngressGateway}' does not exist. Provision the gateway of '{Name}' first.");
        var ingress = service["status.loadBalancer.ingress"]?.AsArray();
        var entry = ingress is { Count: > 0 } ? ingress[0] : null;
        return (string?)entry?["ip"] ?? (string?)entry?["hostname"]
            ?? throw new LifecycleException(
                $"The Service '{IngressNamespace}/{IngressGateway}' has no external address yet. If that stays so, look at its events: "
                + "quota of forwarding rules or addresses is the usual cause.")
            { IsTransient = true };
    }
}
