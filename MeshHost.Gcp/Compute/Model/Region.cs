namespace MeshHost.Gcp.Compute;

/// <summary>A region with its quotas.</summary>
public sealed record Region
{
    /// <summary>Name, for example us-central1.</summary>
    public string? Name { get; init; }

    /// <summary>UP or DOWN.</summary>
    public string? Status { get; init; }

    /// <summary>Links of its zones.</summary>
    public IReadOnlyList<string>? Zones { get; init; }

    /// <summary>Quotas of the project in this region.</summary>
    public IReadOnlyList<Quota>? Quotas { get; init; }
}
