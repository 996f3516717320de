namespace MeshHost.Helm;

/// <summary>A subchart that a chart declares in <c>Chart.yaml</c>.</summary>
public sealed record ChartDependency
{
    /// <summary>Name of the chart depended on.</summary>
    public required string Name { get; init; }

    /// <summary>Version range that the subchart must satisfy; empty when none was given.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where the chart comes from; informative, subcharts are packed in <c>charts/</c>.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Comma-separated value paths; the first that holds a boolean switches the subchart on or off.</summary>
    public string Condition { get; init; } = "";

    /// <summary>Tags that switch the subchart on or off together with others.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Name under which the parent uses the subchart, or <see langword="null"/> for its own.</summary>
    public string? Alias { get; init; }

    /// <summary>Values of the subchart that become values of the parent: strings, or maps with <c>child</c> and <c>parent</c>.</summary>
    public IReadOnlyList<object?> ImportValues { get; init; } = [];
}
