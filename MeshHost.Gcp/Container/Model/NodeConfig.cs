namespace MeshHost.Gcp.Container;

/// <summary>What the nodes of a pool are made of.</summary>
public sealed record NodeConfig
{
    /// <summary>Machine type; e2-medium unless set.</summary>
    public string? MachineType { get; init; }

    /// <summary>Type of the boot disk; pd-balanced unless set.</summary>
    public string? DiskType { get; init; }

    /// <summary>Size of the boot disk in GB; 100 unless set.</summary>
    public int? DiskSizeGb { get; init; }

    /// <summary>Image; COS_CONTAINERD unless set.</summary>
    public string? ImageType { get; init; }

    /// <summary>E-mail of the nodes' service account; immutable.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>OAuth scopes of the nodes; immutable.</summary>
    public IReadOnlyList<string>? OauthScopes { get; init; }

    /// <summary>Instance metadata; immutable.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Kubernetes labels of the nodes.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Google Cloud labels of the nodes.</summary>
    public IReadOnlyDictionary<string, string>? ResourceLabels { get; init; }

    /// <summary>Network tags of the nodes.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Kubernetes taints of the nodes.</summary>
    public IReadOnlyList<NodeTaint>? Taints { get; init; }

    /// <summary>Whether nodes are spot VMs; immutable.</summary>
    public bool? Spot { get; init; }

    /// <summary>Secure boot and integrity monitoring; immutable.</summary>
    public ShieldedInstanceConfig? ShieldedInstanceConfig { get; init; }

    /// <summary>What workloads see of the metadata server.</summary>
    public WorkloadMetadataConfig? WorkloadMetadataConfig { get; init; }
}
