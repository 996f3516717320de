namespace MeshHost.Gcp.Container;

/// <summary>Workload Identity of a cluster.</summary>
public sealed record WorkloadIdentityConfig
{
    /// <summary>PROJECT.svc.id.goog.</summary>
    public string? WorkloadPool { get; init; }
}
