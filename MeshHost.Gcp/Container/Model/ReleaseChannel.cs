namespace MeshHost.Gcp.Container;

/// <summary>Release channel of a cluster.</summary>
public sealed record ReleaseChannel
{
    /// <summary>RAPID, REGULAR, STABLE, EXTENDED or UNSPECIFIED.</summary>
    public string? Channel { get; init; }
}
