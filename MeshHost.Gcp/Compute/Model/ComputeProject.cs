namespace MeshHost.Gcp.Compute;

/// <summary>What Compute Engine knows of a project.</summary>
public sealed record ComputeProject
{
    /// <summary>Project id.</summary>
    public string? Name { get; init; }

    /// <summary>Global quotas of the project.</summary>
    public IReadOnlyList<Quota>? Quotas { get; init; }
}
