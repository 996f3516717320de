namespace MeshHost.Gcp.Container;

/// <summary>Network settings of a cluster.</summary>
public sealed record ClusterNetworkConfig
{
    /// <summary>Path of the network, filled in by the server.</summary>
    public string? Network { get; init; }

    /// <summary>Path of the subnetwork, filled in by the server.</summary>
    public string? Subnetwork { get; init; }

    /// <summary>Whether nodes have no external address; equal to the older privateClusterConfig field.</summary>
    public bool? DefaultEnablePrivateNodes { get; init; }

    /// <summary>ADVANCED_DATAPATH for Dataplane V2, LEGACY_DATAPATH otherwise; immutable.</summary>
    public string? DatapathProvider { get; init; }
}
