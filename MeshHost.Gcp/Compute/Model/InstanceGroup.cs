namespace MeshHost.Gcp.Compute;

/// <summary>A group of instances: the nodes of a pool in a zone.</summary>
public sealed record InstanceGroup
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Number of instances.</summary>
    public int? Size { get; init; }

    /// <summary>Link of the zone.</summary>
    public string? Zone { get; init; }
}
