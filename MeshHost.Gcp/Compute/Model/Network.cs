namespace MeshHost.Gcp.Compute;

/// <summary>A VPC network.</summary>
public sealed record Network
{
    /// <summary>Name, unique in the project.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; immutable. Carries the ownership marker, as networks have no labels.</summary>
    public string? Description { get; init; }

    /// <summary>False for a custom-mode network. Absent means a legacy network, so it is always sent.</summary>
    public bool? AutoCreateSubnetworks { get; init; }

    /// <summary>Dynamic routing mode.</summary>
    public NetworkRoutingConfig? RoutingConfig { get; init; }

    /// <summary>Maximum transmission unit in bytes; absent means 1460.</summary>
    public int? Mtu { get; init; }

    /// <summary>Links of the subnetworks, filled in by the server.</summary>
    public IReadOnlyList<string>? Subnetworks { get; init; }

    /// <summary>Peerings with other networks, filled in by the server.</summary>
    public IReadOnlyList<NetworkPeering>? Peerings { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }

    /// <summary>Numeric id, filled in by the server.</summary>
    public string? Id { get; init; }

    /// <summary>RFC 3339 time of creation, filled in by the server.</summary>
    public string? CreationTimestamp { get; init; }
}
