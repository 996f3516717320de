namespace MeshHost.Gcp.Container;

/// <summary>What workloads see of the metadata server.</summary>
public sealed record WorkloadMetadataConfig
{
    /// <summary>GKE_METADATA with Workload Identity, GCE_METADATA without.</summary>
    public string? Mode { get; init; }
}
