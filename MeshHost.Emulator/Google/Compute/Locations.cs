using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>The regions and zones that exist.</summary>
internal static class Locations
{
    // Region -> suffixes of its zones.
    private static readonly SortedDictionary<string, string> s_zones = new(StringComparer.Ordinal)
    {
        ["africa-south1"] = "abc",
        ["asia-east1"] = "abc",
        ["asia-east2"] = "abc",
        ["asia-northeast1"] = "abc",
        ["asia-northeast2"] = "abc",
        ["asia-northeast3"] = "abc",
        ["asia-south1"] = "abc",
        ["asia-south2"] = "abc",
        ["asia-southeast1"] = "abc",
        ["asia-southeast2"] = "abc",
        ["australia-southeast1"] = "abc",
        ["australia-southeast2"] = "abc",
        ["europe-central2"] = "abc",
        ["europe-north1"] = "abc",
        ["europe-north2"] = "abc",
        ["europe-southwest1"] = "abc",
        ["europe-west1"] = "bcd",
        ["europe-west2"] = "abc",
        ["europe-west3"] = "abc",
        ["europe-west4"] = "abc",
        ["europe-west6"] = "abc",
        ["europe-west8"] = "abc",
        ["europe-west9"] = "abc",
        ["europe-west10"] = "abc",
        ["europe-west12"] = "abc",
        ["me-central1"] = "abc",
        ["me-central2"] = "abc",
        ["me-west1"] = "abc",
        ["northamerica-northeast1"] = "abc",
        ["northamerica-northeast2"] = "abc",
        ["northamerica-south1"] = "abc",
        ["southamerica-east1"] = "abc",
        ["southamerica-west1"] = "abc",
        ["us-central1"] = "abcf",
        ["us-east1"] = "bcd",
        ["us-east4"] = "abc",
        ["us-east5"] = "abc",
        ["us-south1"] = "abc",
        ["us-west1"] = "abc",
        ["us-west2"] = "abc",
        ["us-west3"] = "abc",
        ["us-west4"] = "abc",
    };

    /// <summary>Names of the regions.</summary>
    public static IReadOnlyCollection<string> Regions => s_zones.Keys;

    /// <summary>Names of a region's zones.</summary>
    /// <param name="region">The region.</param>
    /// <returns>The zones; none when there is no such region.</returns>
    public static IReadOnlyList<string> ZonesOf(string region) => s_zones.TryGetValue(region, out var suffixes) ? [.. suffixes.Select(s => $"{region}-{s}")] : [];

    /// <summary>The region of a zone or region.</summary>
    /// <param name="location">Zone or region.</param>
    /// <returns>The region, or <see langword="null"/> when there is no such location.</returns>
    public static string? RegionOf(string location)
    {
        if (s_zones.ContainsKey(location))
        {
            return location;
        }

        var dash = location.LastIndexOf('-');
        return dash > 0 && ZonesOf(location[..dash]).Contains(location) ? location[..dash] : null;
    }

    /// <summary>Whether a location is a zone.</summary>
    /// <param name="location">Zone or region.</param>
    /// <returns><see langword="true"/> for a zone that exists.</returns>
    public static bool IsZone(string location) => RegionOf(location) is { } region && region != location;

    /// <summary>Checks a region.</summary>
    /// <param name="region">The name.</param>
    /// <returns>The name.</returns>
    /// <exception cref="GoogleErrorException">There is none of that name.</exception>
    public static string RequireRegion(string region) =>
        s_zones.ContainsKey(region) ? region : throw GoogleErrorException.Invalid($"'{region}'. Unknown region.", "region");

    /// <summary>Checks a zone.</summary>
    /// <param name="zone">The name.</param>
    /// <returns>The name.</returns>
    /// <exception cref="GoogleErrorException">There is none of that name.</exception>
    public static string RequireZone(string zone) => IsZone(zone) ? zone : throw GoogleErrorException.Invalid($"'{zone}'. Unknown zone.", "zone");
}
