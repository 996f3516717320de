using MeshHost.Helm.Versions;

namespace MeshHost.Helm.Repositories;

/// <summary>Chooses a version as Helm does: the one named exactly, else the newest in the range; pre-releases only when the range names one.</summary>
internal static class VersionSelector
{
    public static ChartVersion? Select(IReadOnlyList<ChartVersion> versions, string? range)
    {
        if (!string.IsNullOrEmpty(range) && versions.FirstOrDefault(v => v.Version == range) is { } exact)
        {
            return exact;
        }

        var constraint = VersionRange.TryParse(string.IsNullOrEmpty(range) ? "*" : range)
            ?? throw new ChartException($"\"{range}\" is neither a version nor a range of versions");
        return versions
            .Select(static v => (Version: v, Semantic: SemanticVersion.TryParse(v.Version)))
            .Where(v => v.Semantic is not null && constraint.Contains(v.Semantic))
            .OrderByDescending(static v => v.Semantic)
            .Select(static v => v.Version)
            .FirstOrDefault();
    }
}
