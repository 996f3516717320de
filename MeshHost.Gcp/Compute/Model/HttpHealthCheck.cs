namespace MeshHost.Gcp.Compute;

/// <summary>A legacy HTTP health check, as used by target pools.</summary>
public sealed record HttpHealthCheck
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; Kubernetes writes the owning service into it.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}
