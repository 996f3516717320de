namespace MeshHost.Gcp.Container;

/// <summary>A change to a cluster. Google accepts exactly one of the fields in a request.</summary>
public sealed record ClusterUpdate
{
    /// <summary>New endpoints and authorized networks.</summary>
    public ControlPlaneEndpointsConfig? DesiredControlPlaneEndpointsConfig { get; init; }

    /// <summary>New add-ons.</summary>
    public AddonsConfig? DesiredAddonsConfig { get; init; }

    /// <summary>New release channel.</summary>
    public ReleaseChannel? DesiredReleaseChannel { get; init; }

    /// <summary>New Workload Identity pool.</summary>
    public WorkloadIdentityConfig? DesiredWorkloadIdentityConfig { get; init; }

    /// <summary>Whether new nodes have no external address.</summary>
    public bool? DesiredDefaultEnablePrivateNodes { get; init; }

    /// <summary>New logging.</summary>
    public LoggingConfig? DesiredLoggingConfig { get; init; }

    /// <summary>New monitoring.</summary>
    public MonitoringConfig? DesiredMonitoringConfig { get; init; }

    /// <summary>New shielded nodes setting.</summary>
    public ShieldedNodes? DesiredShieldedNodes { get; init; }

    /// <summary>New zones of the nodes.</summary>
    public IReadOnlyList<string>? DesiredLocations { get; init; }

    /// <summary>New version of the control plane.</summary>
    public string? DesiredMasterVersion { get; init; }
}
