namespace MeshHost.Gcp.Compute;

/// <summary>A group behind a backend service.</summary>
public sealed record Backend
{
    /// <summary>Link of the instance group or network endpoint group.</summary>
    public string? Group { get; init; }
}
