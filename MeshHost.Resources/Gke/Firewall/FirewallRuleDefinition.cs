namespace MeshHost.Resources.Gke;

/// <summary>What a firewall rule of a cluster lets in.</summary>
/// <param name="Suffix">End of the rule's name.</param>
/// <param name="Purpose">What it is for, in the rule's description.</param>
/// <param name="Protocols">Protocols with their ports; no ports means all.</param>
/// <param name="Sources">The sources, from the cluster's ranges.</param>
internal sealed record FirewallRuleDefinition(
    string Suffix, string Purpose, IReadOnlyList<(string Protocol, IReadOnlyList<string> Ports)> Protocols, Func<ClusterRanges, IReadOnlyList<string>> Sources)
{
    /// <summary>The rules that a mesh on a private cluster needs; GKE makes none of them by itself.</summary>
    public static IReadOnlyList<FirewallRuleDefinition> All { get; } =
    [
        // The API server calls admission webhooks on the nodes: without 15017 no pod of an injected namespace is created.
        new("master-webhooks", "control plane to admission webhooks and kubelets", [("tcp", ["8443", "10250", "15017"])],
            r => [r.ControlPlane.ToString()]),
        new("istio-control-plane", "sidecars to istiod: configuration, certificates, metrics, webhook", [("tcp", ["15010", "15012", "15014", "15017"])], InCluster),
        new("istio-data-plane", "sidecar ports", [("tcp", ["15001", "15006", "15008", "15020", "15021", "15090"])], InCluster),
        new("ingress", "internet to the ingress gateway", [("tcp", ["80", "443"])], _ => ["0.0.0.0/0"]),
        new("health-checks", "Google's health check probers", [("tcp", [])],
            _ => ["35.191.0.0/16", "130.211.0.0/22", "209.85.152.0/22", "209.85.204.0/22"]),
        new("internal", "pods and nodes among themselves", [("tcp", []), ("udp", []), ("icmp", [])], InCluster),
    ];

    private static IReadOnlyList<string> InCluster(ClusterRanges ranges) => [ranges.Nodes.ToString(), ranges.Pods.ToString()];
}
