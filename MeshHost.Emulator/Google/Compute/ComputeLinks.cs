using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>References between compute resources. Clients write them as URLs of any host, as paths, or as paths below the project.</summary>
internal static class ComputeLinks
{
    /// <summary>Start of the links that the server writes. They look like Google's even though the emulator is elsewhere: clients take the path only.</summary>
    public const string Base = "https://www.googleapis.com/compute/v1/";

    /// <summary>The link of a resource.</summary>
    /// <param name="path">Its path, such as <c>projects/p/global/networks/n</c>.</param>
    /// <returns>The link.</returns>
    public static string Link(string path) => Base + path;

    /// <summary>The path that a reference stands for.</summary>
    /// <param name="reference">URL, path, or path below the project.</param>
    /// <param name="project">The project of the resource that has the reference.</param>
    /// <returns>A path that starts with <c>projects/</c>.</returns>
    public static string Path(string reference, string project)
    {
        var projects = reference.IndexOf("projects/", StringComparison.Ordinal);
        if (projects >= 0)
        {
            return reference[projects..];
        }

        return reference.StartsWith("global/", StringComparison.Ordinal) || reference.StartsWith("regions/", StringComparison.Ordinal) || reference.StartsWith("zones/", StringComparison.Ordinal)
            ? $"projects/{project}/{reference}"
            : throw GoogleErrorException.Invalid($"'{reference}'. The URL is malformed.", "resource");
    }

    /// <summary>Last segment of a reference: the resource's name.</summary>
    /// <param name="reference">The reference.</param>
    /// <returns>The name.</returns>
    public static string Name(string reference) => reference[(reference.LastIndexOf('/') + 1)..];
}
