namespace MeshHost.Helm;

/// <summary>How a chart is loaded from a folder or an archive.</summary>
public sealed record ChartLoadOptions
{
    /// <summary>The options used unless others are given.</summary>
    public static ChartLoadOptions Default { get; } = new();

    /// <summary>What the chart may cost, <see cref="ChartLimits.Default"/> unless given.</summary>
    public ChartLimits Limits { get; init; } = ChartLimits.Default;

    /// <summary>
    /// Whether symbolic links in a chart's folder may lead out of it. Default <see langword="false"/>: a chart from elsewhere could otherwise
    /// show any file of this machine to its templates.
    /// </summary>
    public bool AllowLinksOutside { get; init; }
}
