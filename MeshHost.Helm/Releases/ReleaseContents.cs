using MeshHost.Helm.Rendering;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>The objects of a revision, read back from the manifest in its record.</summary>
internal static class ReleaseContents
{
    private const string SourcePrefix = "# Source: ";

    public static IReadOnlyList<RenderedManifest> Manifests(ReleaseRecord record) => Manifests(record.Manifest, record.Name);

    public static IReadOnlyList<RenderedManifest> Manifests(string manifest, string release)
        => [.. ManifestSplitter.Split(manifest).Select(document => ManifestSorter.Parse(Source(document) ?? release, document))];

    /// <summary>
    /// What earlier revisions may have left in the cluster: the last one deployed, and every failed one since, which may have got
    /// part of the way.
    /// </summary>
    public static IReadOnlyList<StoredRelease> Leftovers(IReadOnlyList<StoredRelease> history)
    {
        var lastGood = history.LastOrDefault(static r => r.Status is ReleaseStatus.Deployed)
            ?? history.LastOrDefault(static r => r.Status is ReleaseStatus.Superseded);
        return [.. history.Where(r => r == lastGood || (r.Status == ReleaseStatus.Failed && r.Revision > (lastGood?.Revision ?? 0)))];
    }

    /// <summary>Objects of earlier revisions that the cluster may still hold, without those of kinds it no longer serves.</summary>
    public static async Task<List<KubernetesObject>> ObjectsAsync(
        IEnumerable<StoredRelease> releases, ObjectPreparer preparer, CancellationToken cancellationToken)
    {
        var objects = new Dictionary<ObjectReference, KubernetesObject>();
        foreach (var release in releases)
        {
            foreach (var manifest in Manifests(release.Record))
            {
                try
                {
                    foreach (var obj in await preparer.PrepareEarlierAsync([manifest], release.Record.Name, release.Record.Namespace, cancellationToken).ConfigureAwait(false))
                    {
                        objects[obj.Reference] = obj;
                    }
                }
                catch (ReleaseException e) when (e.InnerException is NoKindMatchException)
                {
                    // The kind's definition is gone, and all its objects with it.
                }
            }
        }

        return [.. objects.Values];
    }

    private static string? Source(string document)
    {
        if (!document.StartsWith(SourcePrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var end = document.IndexOf('\n', StringComparison.Ordinal);
        return document[SourcePrefix.Length..(end < 0 ? document.Length : end)];
    }
}
