namespace MeshHost.Gcp.Container;

/// <summary>How addresses of pods and services are allocated.</summary>
public sealed record IpAllocationPolicy
{
    /// <summary>Whether the cluster is VPC-native.</summary>
    public bool? UseIpAliases { get; init; }

    /// <summary>Secondary range of the pods.</summary>
    public string? ClusterSecondaryRangeName { get; init; }

    /// <summary>Secondary range of the services.</summary>
    public string? ServicesSecondaryRangeName { get; init; }

    /// <summary>Range of the pods, filled in by the server.</summary>
    public string? ClusterIpv4CidrBlock { get; init; }

    /// <summary>Range of the services, filled in by the server.</summary>
    public string? ServicesIpv4CidrBlock { get; init; }

    /// <summary>IPV4 or IPV4_IPV6.</summary>
    public string? StackType { get; init; }
}
