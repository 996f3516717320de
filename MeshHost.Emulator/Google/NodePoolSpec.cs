namespace MeshHost.Emulator.Google;

/// <summary>One node pool of a cluster.</summary>
/// <param name="Name">Pool name.</param>
/// <param name="MachineType">Machine type, such as <c>e2-standard-4</c>.</param>
/// <param name="Count">Nodes per zone.</param>
/// <param name="Zones">The zones that have nodes.</param>
/// <param name="Labels">Kubernetes labels of the nodes.</param>
/// <param name="Taints">Kubernetes taints of the nodes.</param>
/// <param name="ServiceAccount">Email of the nodes' service account, or <c>default</c>.</param>
/// <param name="Tags">Network tags, GKE's own one included.</param>
internal sealed record NodePoolSpec(
    string Name,
    string MachineType,
    int Count,
    IReadOnlyList<string> Zones,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<NodeTaintSpec> Taints,
    string ServiceAccount,
    IReadOnlyList<string> Tags)
{
    /// <summary>Version of the nodes.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether the nodes are spot instances.</summary>
    public bool Spot { get; init; }
}
