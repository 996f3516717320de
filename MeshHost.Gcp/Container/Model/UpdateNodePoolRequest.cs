using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Container;

/// <summary>A change to a node pool. Maps and lists are wrapped, and replaced as a whole.</summary>
public sealed record UpdateNodePoolRequest
{
    /// <summary>New machine type.</summary>
    public string? MachineType { get; init; }

    /// <summary>New type of the boot disk.</summary>
    public string? DiskType { get; init; }

    /// <summary>New size of the boot disk in GB.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? DiskSizeGb { get; init; }

    /// <summary>New image.</summary>
    public string? ImageType { get; init; }

    /// <summary>New version.</summary>
    public string? NodeVersion { get; init; }

    /// <summary>New Kubernetes labels.</summary>
    public NodeLabels? Labels { get; init; }

    /// <summary>New taints.</summary>
    public NodeTaints? Taints { get; init; }

    /// <summary>New network tags.</summary>
    public NetworkTags? Tags { get; init; }

    /// <summary>New Google Cloud labels.</summary>
    public ResourceLabels? ResourceLabels { get; init; }

    /// <summary>New metadata mode.</summary>
    public WorkloadMetadataConfig? WorkloadMetadataConfig { get; init; }

    /// <summary>New upgrade settings.</summary>
    public UpgradeSettings? UpgradeSettings { get; init; }

    /// <summary>Network settings of the nodes: only what is set is changed.</summary>
    public NodeNetworkConfig? NodeNetworkConfig { get; init; }

    /// <summary>New zones.</summary>
    public IReadOnlyList<string>? Locations { get; init; }
}
