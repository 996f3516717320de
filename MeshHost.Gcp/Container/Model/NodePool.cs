namespace MeshHost.Gcp.Container;

/// <summary>A pool of nodes.</summary>
public sealed record NodePool
{
    /// <summary>Name, unique in the cluster.</summary>
    public string? Name { get; init; }

    /// <summary>history, not the size of today.</summary>
    public int? InitialNodeCount { get; init; }

    /// <summary>What the nodes are made of.</summary>
    public NodeConfig? Config { get; init; }

    /// <summary>Autoscaler of the pool.</summary>
    public NodePoolAutoscaling? Autoscaling { get; init; }

    /// <summary>Repair and upgrades.</summary>
    public NodeManagement? Management { get; init; }

    /// <summary>How upgrades proceed.</summary>
    public UpgradeSettings? UpgradeSettings { get; init; }

    /// <summary>Network settings of the nodes.</summary>
    public NodeNetworkConfig? NetworkConfig { get; init; }

    /// <summary>Zones of the nodes.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>Limit of pods per node.</summary>
    public MaxPodsConstraint? MaxPodsConstraint { get; init; }

    /// <summary>Version of the nodes; moved by automatic upgrades.</summary>
    public string? Version { get; init; }

    /// <summary>PROVISIONING, RUNNING, RUNNING_WITH_ERROR, RECONCILING, STOPPING or ERROR.</summary>
    public string? Status { get; init; }

    /// <summary>Older explanation of the status.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>What is wrong with the pool, if anything.</summary>
    public IReadOnlyList<StatusCondition>? Conditions { get; init; }

    /// <summary>Links of the instance groups, one per zone.</summary>
    public IReadOnlyList<string>? InstanceGroupUrls { get; init; }

    /// <summary>Optimistic lock.</summary>
    public string? Etag { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
