namespace MeshHost.Helm;

/// <summary>One version of a chart that a repository has.</summary>
/// <param name="Name">Name of the chart.</param>
/// <param name="Version">Version of the chart.</param>
public sealed record ChartVersion(string Name, string Version)
{
    /// <summary>Version of the software in the chart; empty when the repository does not say.</summary>
    public string AppVersion { get; init; } = "";

    /// <summary>SHA-256 of the archive in hexadecimal, or <see langword="null"/> when the repository does not say.</summary>
    public string? Digest { get; init; }

    /// <summary>Where the archive is.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Name}-{Version}";
}
