namespace MeshHost.Resources.Charts;

/// <summary>A chart in a public repository.</summary>
/// <param name="Repository">The repository's usual name, for example <c>istio</c>.</param>
/// <param name="RepositoryUrl">The repository's URL.</param>
/// <param name="Name">The chart's name.</param>
/// <param name="Version">The exact version, or a semantic version range.</param>
public sealed record ChartReference(string Repository, Uri RepositoryUrl, string Name, string Version)
{
    /// <summary>Gives the chart as people write it.</summary>
    /// <returns>For example <c>istio/istiod 1.29.2</c>.</returns>
    public override string ToString() => $"{Repository}/{Name} {Version}";
}
