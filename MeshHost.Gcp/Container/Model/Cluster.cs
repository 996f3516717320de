namespace MeshHost.Gcp.Container;

/// <summary>A GKE cluster.</summary>
public sealed record Cluster
{
    /// <summary>Name, unique in the location.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; immutable.</summary>
    public string? Description { get; init; }

    /// <summary>a link on create, the short name in answers.</summary>
    public string? Network { get; init; }

    /// <summary>a link on create, the short name in answers.</summary>
    public string? Subnetwork { get; init; }

    /// <summary>Ranges of pods and services; immutable.</summary>
    public IpAllocationPolicy? IpAllocationPolicy { get; init; }

    /// <summary>Private nodes, Dataplane V2.</summary>
    public ClusterNetworkConfig? NetworkConfig { get; init; }

    /// <summary>Range of the control plane.</summary>
    public PrivateClusterConfig? PrivateClusterConfig { get; init; }

    /// <summary>Endpoints of the control plane and who may reach them.</summary>
    public ControlPlaneEndpointsConfig? ControlPlaneEndpointsConfig { get; init; }

    /// <summary>read, never sent.</summary>
    public MasterAuthorizedNetworksConfig? MasterAuthorizedNetworksConfig { get; init; }

    /// <summary>Workload Identity.</summary>
    public WorkloadIdentityConfig? WorkloadIdentityConfig { get; init; }

    /// <summary>Add-ons.</summary>
    public AddonsConfig? AddonsConfig { get; init; }

    /// <summary>Release channel.</summary>
    public ReleaseChannel? ReleaseChannel { get; init; }

    /// <summary>Version to create with; not together with a channel's default.</summary>
    public string? InitialClusterVersion { get; init; }

    /// <summary>What is sent to Cloud Logging.</summary>
    public LoggingConfig? LoggingConfig { get; init; }

    /// <summary>What is sent to Cloud Monitoring.</summary>
    public MonitoringConfig? MonitoringConfig { get; init; }

    /// <summary>When Google may do maintenance.</summary>
    public MaintenancePolicy? MaintenancePolicy { get; init; }

    /// <summary>CA certificate in answers; legacy client certificate switch on create.</summary>
    public MasterAuth? MasterAuth { get; init; }

    /// <summary>Shielded nodes.</summary>
    public ShieldedNodes? ShieldedNodes { get; init; }

    /// <summary>Labels, the ownership mark among them.</summary>
    public IReadOnlyDictionary<string, string>? ResourceLabels { get; init; }

    /// <summary>Optimistic lock of setResourceLabels.</summary>
    public string? LabelFingerprint { get; init; }

    /// <summary>Zones of the nodes.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>Node pools.</summary>
    public IReadOnlyList<NodePool>? NodePools { get; init; }

    /// <summary>Autopilot; null or disabled for a standard cluster.</summary>
    public Autopilot? Autopilot { get; init; }

    /// <summary>PROVISIONING, RUNNING, RECONCILING, STOPPING, ERROR or DEGRADED.</summary>
    public string? Status { get; init; }

    /// <summary>Older explanation of the status.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>What is wrong with the cluster, if anything.</summary>
    public IReadOnlyList<StatusCondition>? Conditions { get; init; }

    /// <summary>a host, or host:port.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Zone or region.</summary>
    public string? Location { get; init; }

    /// <summary>Version of the control plane.</summary>
    public string? CurrentMasterVersion { get; init; }

    /// <summary>Version of the nodes.</summary>
    public string? CurrentNodeVersion { get; init; }

    /// <summary>Number of nodes, filled in by the server.</summary>
    public int? CurrentNodeCount { get; init; }

    /// <summary>RFC 3339 time of creation.</summary>
    public string? CreateTime { get; init; }

    /// <summary>Unique id of the cluster.</summary>
    public string? Id { get; init; }

    /// <summary>Optimistic lock.</summary>
    public string? Etag { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
