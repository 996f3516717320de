namespace MeshHost.Gcp.Compute;

/// <summary>A network endpoint group, as container-native load balancing makes them.</summary>
public sealed record NetworkEndpointGroup
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>JSON text that the GKE controller writes (cluster uid, namespace, service, port).</summary>
    public string? Description { get; init; }

    /// <summary>Link of the network.</summary>
    public string? Network { get; init; }

    /// <summary>Link of the subnetwork.</summary>
    public string? Subnetwork { get; init; }

    /// <summary>Link of the zone.</summary>
    public string? Zone { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Number of endpoints.</summary>
    public int? Size { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
