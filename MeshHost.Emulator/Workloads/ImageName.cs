namespace MeshHost.Emulator.Workloads;

/// <summary>The parts of an image reference.</summary>
/// <param name="Registry">The registry's host; <c>docker.io</c> when the reference has none.</param>
/// <param name="Repository">The path in the registry, without the tag.</param>
/// <param name="Tag">The tag; <c>latest</c> when there is none and no digest.</param>
internal sealed record ImageName(string Registry, string Repository, string Tag)
{
    public static ImageName Parse(string image)
    {
        var at = image.IndexOf('@', StringComparison.Ordinal);
        var digest = at >= 0 ? image[(at + 1)..] : null;
        var rest = at >= 0 ? image[..at] : image;
        var colon = rest.LastIndexOf(':');
        var tag = digest ?? "latest";
        if (colon > rest.LastIndexOf('/'))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var first = slash > 0 ? rest[..slash] : "";
        var hasRegistry = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        return hasRegistry ? new ImageName(first, rest[(slash + 1)..], tag) : new ImageName("docker.io", slash < 0 ? "library/" + rest : rest, tag);
    }
}
