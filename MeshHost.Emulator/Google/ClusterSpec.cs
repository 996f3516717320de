namespace MeshHost.Emulator.Google;

/// <summary>What a cluster host needs to know of a cluster.</summary>
/// <param name="Id">The unique id that the container API gave the cluster; a cluster of the same name made later has another.</param>
/// <param name="Project">Project id.</param>
/// <param name="Location">Zone or region.</param>
/// <param name="Name">Cluster name, unique in its location.</param>
/// <param name="Version">Control plane version, such as <c>1.33.5-gke.1162000</c>.</param>
/// <param name="Network">Short name of the VPC network.</param>
/// <param name="Subnetwork">Short name of the subnetwork.</param>
/// <param name="PodCidr">Range of pod addresses.</param>
/// <param name="ServiceCidr">Range of service addresses.</param>
/// <param name="ControlPlaneCidr">Range that the control plane's calls to webhooks come from.</param>
/// <param name="NodePools">The node pools, in creation order.</param>
internal sealed record ClusterSpec(
    string Id,
    string Project,
    string Location,
    string Name,
    string Version,
    string Network,
    string Subnetwork,
    string PodCidr,
    string ServiceCidr,
    string ControlPlaneCidr,
    IReadOnlyList<NodePoolSpec> NodePools)
{
    /// <summary>Range that the nodes' own addresses come from: the subnetwork's primary range.</summary>
    public string NodeCidr { get; init; } = "10.128.0.0/20";

    /// <summary>Workload Identity pool, or <see langword="null"/> when the cluster has none.</summary>
    public string? WorkloadPool { get; init; }

    /// <summary>Labels of the cluster, as <c>resourceLabels</c> has them.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The ranges that may call the control plane, or <see langword="null"/> when it is open to everybody.</summary>
    public IReadOnlyList<string>? AuthorizedNetworks { get; init; }
}
