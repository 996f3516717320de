namespace MeshHost.Gcp.Container;

/// <summary>Network settings of the nodes of a pool.</summary>
public sealed record NodeNetworkConfig
{
    /// <summary>Whether nodes have no external address.</summary>
    public bool? EnablePrivateNodes { get; init; }

    /// <summary>Secondary range of the pods; immutable.</summary>
    public string? PodRange { get; init; }

    /// <summary>Range of the pods.</summary>
    public string? PodIpv4CidrBlock { get; init; }
}
