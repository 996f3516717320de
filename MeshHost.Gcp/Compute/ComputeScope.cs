namespace MeshHost.Gcp.Compute;

/// <summary>Where a Compute Engine resource lives: globally, in a region or in a zone.</summary>
public readonly record struct ComputeScope
{
    private ComputeScope(string? region, string? zone)
    {
        RegionName = region;
        ZoneName = zone;
    }

    /// <summary>The global scope.</summary>
    public static ComputeScope Global => default;

    /// <summary>The region, or null.</summary>
    public string? RegionName { get; }

    /// <summary>The zone, or null.</summary>
    public string? ZoneName { get; }

    /// <summary>The scope of a region.</summary>
    /// <param name="name">Name or link of the region.</param>
    /// <returns>The scope.</returns>
    public static ComputeScope Region(string name) => new(LastSegment(name), null);

    /// <summary>The scope of a zone.</summary>
    /// <param name="name">Name or link of the zone.</param>
    /// <returns>The scope.</returns>
    public static ComputeScope Zone(string name) => new(null, LastSegment(name));

    /// <summary>The scope that the region and zone links of a resource or operation say.</summary>
    /// <param name="region">Link of the region, or null.</param>
    /// <param name="zone">Link of the zone, or null.</param>
    /// <returns>The scope.</returns>
    public static ComputeScope Of(string? region, string? zone = null) =>
        zone is { Length: > 0 } ? Zone(zone) : region is { Length: > 0 } ? Region(region) : Global;

    /// <inheritdoc/>
    public override string ToString() => ZoneName is not null ? $"zones/{ZoneName}" : RegionName is not null ? $"regions/{RegionName}" : "global";

    private static string LastSegment(string link) => link[(link.LastIndexOf('/') + 1)..];
}
