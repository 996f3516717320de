namespace MeshHost.Gcp.Compute;

/// <summary>A backend service of a load balancer.</summary>
public sealed record BackendService
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; Kubernetes writes the owning service into it.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the region; absent for a global one.</summary>
    public string? Region { get; init; }

    /// <summary>Link of the network of an internal one.</summary>
    public string? Network { get; init; }

    /// <summary>The groups of instances or endpoints behind it.</summary>
    public IReadOnlyList<Backend>? Backends { get; init; }

    /// <summary>Links of the health checks.</summary>
    public IReadOnlyList<string>? HealthChecks { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
