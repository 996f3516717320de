using System.Collections.Concurrent;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Kubelet;

/// <summary>Decides how long a pull takes and whether it works.</summary>
internal sealed class ImageRegistry
{
    private static readonly TimeSpan s_pull = TimeSpan.FromSeconds(6);

    private readonly ConcurrentDictionary<(string Node, string Image), bool> _present = new();

    /// <summary>Whether a node has an image already.</summary>
    public bool IsPresent(string node, string image) => _present.ContainsKey((node, image));

    /// <summary>Marks an image as pulled.</summary>
    public void MarkPresent(string node, string image) => _present[(node, image)] = true;

    /// <summary>How long the pull takes on Google Cloud.</summary>
    public static TimeSpan PullTime(string image) => image.Contains("pause", StringComparison.Ordinal) ? TimeSpan.FromSeconds(1) : s_pull;

    /// <summary>
    /// The error of a pull, or <see langword="null"/> when it works. No registry can be asked offline, so that only what certainly doesn't
    /// exist fails: reserved top-level domains (RFC 2606), names that say so, and the placeholder that Istio's injection replaces.
    /// </summary>
    public static string? PullError(string image)
    {
        if (image is "auto" or "")
        {
            return $"failed to pull and unpack image \"docker.io/library/{image}:latest\": failed to resolve reference \"docker.io/library/{image}:latest\": "
                + $"pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed";
        }

        var name = ImageName.Parse(image);
        var reference = $"{name.Registry}/{name.Repository}:{name.Tag}";
        if (name.Registry.EndsWith(".invalid", StringComparison.Ordinal) || name.Registry.EndsWith(".example", StringComparison.Ordinal))
        {
            return $"failed to pull and unpack image \"{reference}\": failed to resolve reference \"{reference}\": failed to do request: "
                + $"Head \"https://{name.Registry}/v2/{name.Repository}/manifests/{name.Tag}\": dial tcp: lookup {name.Registry}: no such host";
        }

        return Missing(name.Repository) || Missing(name.Tag)
            ? $"failed to pull and unpack image \"{reference}\": failed to resolve reference \"{reference}\": {reference}: not found"
            : null;
    }

    private static bool Missing(string part) =>
        part.Contains("does-not-exist", StringComparison.Ordinal) || part.Contains("nonexistent", StringComparison.Ordinal)
        || part.Contains("no-such-", StringComparison.Ordinal);
}
