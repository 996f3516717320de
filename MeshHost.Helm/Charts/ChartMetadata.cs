namespace MeshHost.Helm;

/// <summary>What <c>Chart.yaml</c> says of a chart.</summary>
public sealed record ChartMetadata
{
    /// <summary><c>v2</c>, or <c>v1</c> for charts that keep their dependencies in <c>requirements.yaml</c>.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>Name of the chart.</summary>
    public required string Name { get; init; }

    /// <summary>Semantic version of the chart.</summary>
    public required string Version { get; init; }

    /// <summary>Version of the software that the chart installs; any text.</summary>
    public string AppVersion { get; init; } = "";

    /// <summary>One sentence about the chart.</summary>
    public string Description { get; init; } = "";

    /// <summary><c>application</c>, <c>library</c>, or empty for an application.</summary>
    public string Type { get; init; } = "";

    /// <summary>Range of Kubernetes versions that the chart supports; empty for any.</summary>
    public string KubeVersion { get; init; } = "";

    /// <summary>Home page; empty when none.</summary>
    public string Home { get; init; } = "";

    /// <summary>Address of an icon; empty when none.</summary>
    public string Icon { get; init; } = "";

    /// <summary>Condition of the chart itself, kept for completeness.</summary>
    public string Condition { get; init; } = "";

    /// <summary>Tags of the chart itself, kept for completeness.</summary>
    public string Tags { get; init; } = "";

    /// <summary>Whether the chart should no longer be used.</summary>
    public bool Deprecated { get; init; }

    /// <summary>Addresses of the sources.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Search terms.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Who looks after the chart.</summary>
    public IReadOnlyList<ChartMaintainer> Maintainers { get; init; } = [];

    /// <summary>Further remarks for other tools.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Declared subcharts.</summary>
    public IReadOnlyList<ChartDependency> Dependencies { get; init; } = [];

    /// <summary>Whether the chart only holds definitions for others and cannot be installed itself.</summary>
    public bool IsLibrary => string.Equals(Type, "library", StringComparison.OrdinalIgnoreCase);
}
