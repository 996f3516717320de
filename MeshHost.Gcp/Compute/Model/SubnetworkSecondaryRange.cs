namespace MeshHost.Gcp.Compute;

/// <summary>A named alias range of a subnetwork.</summary>
public sealed record SubnetworkSecondaryRange
{
    /// <summary>Name by which the cluster refers to the range.</summary>
    public string? RangeName { get; init; }

    /// <summary>IPv4 range.</summary>
    public string? IpCidrRange { get; init; }
}
