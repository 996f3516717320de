namespace MeshHost.Gcp.Compute;

/// <summary>A regional subnetwork with its secondary ranges.</summary>
public sealed record Subnetwork
{
    /// <summary>Name, unique in the region.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; immutable. Carries the ownership marker.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the network.</summary>
    public string? Network { get; init; }

    /// <summary>Link of the region, filled in by the server.</summary>
    public string? Region { get; init; }

    /// <summary>Primary IPv4 range; it can only grow.</summary>
    public string? IpCidrRange { get; init; }

    /// <summary>Whether nodes without external addresses reach Google APIs.</summary>
    public bool? PrivateIpGoogleAccess { get; init; }

    /// <summary>the server's order is not stable.</summary>
    public IReadOnlyList<SubnetworkSecondaryRange>? SecondaryIpRanges { get; init; }

    /// <summary>PRIVATE for an ordinary subnetwork.</summary>
    public string? Purpose { get; init; }

    /// <summary>IPV4_ONLY or IPV4_IPV6.</summary>
    public string? StackType { get; init; }

    /// <summary>bytes in base64, sent back as received.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Default gateway, filled in by the server.</summary>
    public string? GatewayAddress { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
