namespace MeshHost.Resources.Gke;

/// <summary>Declared settings of a node pool.</summary>
/// <param name="name">Name, unique in the cluster.</param>
public sealed class GkeNodePoolOptions(string name)
{
    /// <summary>Gets the name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets or sets the machine type.</summary>
    public string MachineType { get; set; } = "e2-standard-4";

    /// <summary>Gets or sets the number of nodes in each zone.</summary>
    public int NodeCount { get; set; } = 3;

    /// <summary>Gets or sets the fewest nodes in each zone; setting it and <see cref="MaxNodeCount"/> switches autoscaling on.</summary>
    public int? MinNodeCount { get; set; }

    /// <summary>Gets or sets the most nodes in each zone.</summary>
    public int? MaxNodeCount { get; set; }

    /// <summary>Gets or sets the type of the boot disk.</summary>
    public string DiskType { get; set; } = "pd-balanced";

    /// <summary>Gets or sets the size of the boot disk in GB.</summary>
    public int DiskSizeGb { get; set; } = 50;

    /// <summary>Gets or sets the image of the nodes.</summary>
    public string ImageType { get; set; } = "COS_CONTAINERD";

    /// <summary>Gets or sets a value indicating whether nodes are spot VMs, which Google may take away at any time.</summary>
    public bool Spot { get; set; }

    /// <summary>Gets the Kubernetes labels of the nodes.</summary>
    public IDictionary<string, string> Labels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the Kubernetes taints of the nodes.</summary>
    public IList<GkeNodeTaint> Taints { get; } = [];

    /// <summary>Gets a value indicating whether the pool scales by itself.</summary>
    public bool IsAutoscaled => MinNodeCount is not null || MaxNodeCount is not null;

    /// <summary>Gets the most nodes that the pool can have in each zone.</summary>
    public int LargestNodeCount => Math.Max(NodeCount, MaxNodeCount ?? 0);
}
