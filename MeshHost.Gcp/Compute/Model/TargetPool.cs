namespace MeshHost.Gcp.Compute;

/// <summary>A target pool: the instances behind a network load balancer.</summary>
public sealed record TargetPool
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; Kubernetes writes the owning service into it.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the region.</summary>
    public string? Region { get; init; }

    /// <summary>Links of the instances.</summary>
    public IReadOnlyList<string>? Instances { get; init; }

    /// <summary>Links of the health checks.</summary>
    public IReadOnlyList<string>? HealthChecks { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
