namespace MeshHost.Gcp.Compute;

/// <summary>A health check of a load balancer.</summary>
public sealed record HealthCheck
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; Kubernetes writes the owning service into it.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the region; absent for a global one.</summary>
    public string? Region { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
