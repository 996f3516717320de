namespace MeshHost.Gcp.Compute;

/// <summary>A peering of a network, as the server reports it.</summary>
public sealed record NetworkPeering
{
    /// <summary>Name of the peering.</summary>
    public string? Name { get; init; }

    /// <summary>Link of the other network.</summary>
    public string? Network { get; init; }

    /// <summary>ACTIVE or INACTIVE.</summary>
    public string? State { get; init; }
}
