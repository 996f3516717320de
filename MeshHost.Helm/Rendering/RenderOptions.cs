namespace MeshHost.Helm;

/// <summary>What a rendering is told about the release and the cluster it is for.</summary>
public sealed record RenderOptions
{
    /// <summary>Name of the release, <c>.Release.Name</c>: at most 53 characters, a DNS label or subdomain.</summary>
    public required string ReleaseName { get; init; }

    /// <summary>Namespace of the release, <c>.Release.Namespace</c>. Default <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Revision, <c>.Release.Revision</c>. Default 1.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Whether this is an upgrade rather than an install: <c>.Release.IsUpgrade</c>, and <c>.Release.IsInstall</c> is its opposite.</summary>
    public bool IsUpgrade { get; init; }

    /// <summary>What is known of the cluster.</summary>
    public ChartCapabilities Capabilities { get; init; } = ChartCapabilities.Default;

    /// <summary>Answers <c>lookup</c>; without it every look-up finds nothing, as with <c>helm template</c>.</summary>
    public ChartLookup? Lookup { get; init; }

    /// <summary>Whether <see cref="RenderedChart.Manifest"/> starts with the files of <c>crds/</c>, as with <c>helm template --include-crds</c>.</summary>
    public bool IncludeCrds { get; init; }

    /// <summary>Whether the notes of subcharts are appended to the chart's own.</summary>
    public bool SubchartNotes { get; init; }

    /// <summary>Whether values are checked against <c>values.schema.json</c>. Default <see langword="true"/>.</summary>
    public bool ValidateSchema { get; init; } = true;
}
