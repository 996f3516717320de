namespace MeshHost.Helm;

/// <summary>
/// A loaded chart with its subcharts. A chart is never changed after loading, so one instance can be rendered by many threads.
/// </summary>
/// <example>
/// <code>
/// Chart chart = await ChartLoader.LoadAsync("charts/istiod", cancellationToken);
/// Console.WriteLine($"{chart.Name} {chart.Version}: {chart.Templates.Count} templates");
/// </code>
/// </example>
public sealed class Chart
{
    internal Chart(ChartMetadata metadata)
    {
        Metadata = metadata;
    }

    /// <summary>What <c>Chart.yaml</c> says.</summary>
    public ChartMetadata Metadata { get; }

    /// <summary>Name of the chart.</summary>
    public string Name => Metadata.Name;

    /// <summary>Version of the chart.</summary>
    public string Version => Metadata.Version;

    /// <summary>Files under <c>templates/</c>.</summary>
    public IReadOnlyList<ChartFile> Templates { get; internal init; } = [];

    /// <summary>Every other file that templates can read through <c>.Files</c>, those under <c>crds/</c> included.</summary>
    public IReadOnlyList<ChartFile> Files { get; internal init; } = [];

    /// <summary>Files under <c>crds/</c>: installed before everything else, never rendered, upgraded or removed.</summary>
    public IReadOnlyList<ChartFile> Crds { get; internal init; } = [];

    /// <summary>The chart's default values. Treat them as read-only: they are shared by all users of the chart.</summary>
    public ChartValues Values { get; internal init; } = new();

    /// <summary>Contents of <c>values.schema.json</c>, or <see langword="null"/>.</summary>
    public ReadOnlyMemory<byte>? Schema { get; internal init; }

    /// <summary>The subcharts packed in <c>charts/</c>, before conditions and tags are applied.</summary>
    public IReadOnlyList<Chart> Dependencies { get; internal init; } = [];

    /// <summary>The lock file's contents, or <see langword="null"/>. Informative only.</summary>
    internal IReadOnlyDictionary<string, object?>? Lock { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}-{Version}";
}
