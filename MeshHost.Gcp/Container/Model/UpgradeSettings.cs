namespace MeshHost.Gcp.Container;

/// <summary>How upgrades of a pool proceed.</summary>
public sealed record UpgradeSettings
{
    /// <summary>SURGE or BLUE_GREEN.</summary>
    public string? Strategy { get; init; }

    /// <summary>Nodes added while upgrading.</summary>
    public int? MaxSurge { get; init; }

    /// <summary>Nodes missing while upgrading.</summary>
    public int? MaxUnavailable { get; init; }
}
