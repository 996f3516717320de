namespace MeshHost.Gcp.Container;

/// <summary>Older settings of a private cluster; the range of the control plane is only here.</summary>
public sealed record PrivateClusterConfig
{
    /// <summary>Whether nodes have no external address.</summary>
    public bool? EnablePrivateNodes { get; init; }

    /// <summary>Whether the control plane has only a private address.</summary>
    public bool? EnablePrivateEndpoint { get; init; }

    /// <summary>Range of the control plane, a /28; immutable.</summary>
    public string? MasterIpv4CidrBlock { get; init; }

    /// <summary>Private address of the control plane, filled in by the server.</summary>
    public string? PrivateEndpoint { get; init; }

    /// <summary>Public address of the control plane, filled in by the server.</summary>
    public string? PublicEndpoint { get; init; }
}
