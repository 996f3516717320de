using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Names one cluster.</summary>
/// <param name="Project">Project id.</param>
/// <param name="Location">Zone or region.</param>
/// <param name="Name">Cluster name.</param>
internal sealed record ClusterAddress(string Project, string Location, string Name)
{
    /// <summary>The state's key.</summary>
    public string Key => $"{Folder(Project, Location)}{Name}";

    /// <summary>The path that messages use: zonal clusters are named by <c>zones/</c> whichever path was called.</summary>
    public string Path => $"projects/{Project}/{LocationPath(Location)}/clusters/{Name}";

    /// <summary>The cluster of a call, whose path is the one of a location or the older one of a zone.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The address.</returns>
    public static ClusterAddress Of(MethodCall call) => new(call.Project, LocationOf(call), call["cluster"]);

    /// <summary>The cluster of a key.</summary>
    /// <param name="key">The state's key of the cluster, or of something below it.</param>
    /// <returns>The address.</returns>
    public static ClusterAddress OfKey(string key) => key.Split('/') is [_, _, var project, _, var location, _, var name, ..]
        ? new ClusterAddress(project, location, name)
        : throw new ArgumentException($"'{key}' is not the key of a cluster.", nameof(key));

    /// <summary>The location of a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>Zone, region or <c>-</c>.</returns>
    public static string LocationOf(MethodCall call) => call.Route.TryGetValue("location", out var location) ? location : call["zone"];

    /// <summary>Start of the keys of a location's clusters.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="location">Zone or region.</param>
    /// <returns>The key prefix.</returns>
    public static string Folder(string project, string location) => $"container/projects/{project}/locations/{location}/clusters/";

    /// <summary>A location in paths that the server writes.</summary>
    /// <param name="location">Zone or region.</param>
    /// <returns><c>zones/...</c> or <c>locations/...</c>.</returns>
    public static string LocationPath(string location) => Locations.IsZone(location) ? $"zones/{location}" : $"locations/{location}";
}
