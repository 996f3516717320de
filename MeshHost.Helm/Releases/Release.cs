using MeshHost.Helm.Releases;

namespace MeshHost.Helm;

/// <summary>One revision of a release as its record in the cluster tells it.</summary>
public sealed record Release
{
    /// <summary>Name of the release.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace of the release.</summary>
    public required string Namespace { get; init; }

    /// <summary>Number of the revision, starting at 1.</summary>
    public required int Revision { get; init; }

    /// <summary>State of the revision.</summary>
    public required ReleaseStatus Status { get; init; }

    /// <summary>What happened last, in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>When the release was first installed.</summary>
    public DateTimeOffset? FirstDeployed { get; init; }

    /// <summary>When this revision was applied.</summary>
    public DateTimeOffset? LastDeployed { get; init; }

    /// <summary>Name of the chart.</summary>
    public string ChartName { get; init; } = "";

    /// <summary>Version of the chart.</summary>
    public string ChartVersion { get; init; } = "";

    /// <summary>Version of the software in the chart.</summary>
    public string AppVersion { get; init; } = "";

    /// <summary>The rendered notes.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The values that were given. They may hold secrets.</summary>
    public ChartValues Values { get; init; } = new();

    /// <summary>The rendered documents with <c># Source:</c> lines. They may hold secrets.</summary>
    public string Manifest { get; init; } = "";

    /// <summary>Reads the documents of <see cref="Manifest"/> as Helm does, without hooks.</summary>
    /// <returns>The documents with their objects.</returns>
    public IReadOnlyList<RenderedManifest> ReadManifests() => ReleaseContents.Manifests(Manifest, Name);

    /// <summary>Names the release without what may be secret.</summary>
    /// <returns>Name, revision, chart and status.</returns>
    public override string ToString() => $"{Namespace}/{Name} revision {Revision} ({ChartName}-{ChartVersion}): {Status}";
}
