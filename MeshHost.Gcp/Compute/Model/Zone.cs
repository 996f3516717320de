namespace MeshHost.Gcp.Compute;

/// <summary>A zone.</summary>
public sealed record Zone
{
    /// <summary>Name, for example us-central1-a.</summary>
    public string? Name { get; init; }

    /// <summary>UP or DOWN.</summary>
    public string? Status { get; init; }

    /// <summary>Link of the region.</summary>
    public string? Region { get; init; }
}
