namespace MeshHost.Helm;

/// <summary>
/// What a chart may cost to load. An archive from a repository is untrusted input; without limits a few kilobytes can expand to fill a machine.
/// </summary>
public sealed record ChartLimits
{
    /// <summary>The limits used unless others are given.</summary>
    public static ChartLimits Default { get; } = new();

    /// <summary>Largest single file, in bytes after decompression. Default 5 MiB, as in Helm.</summary>
    public long MaxFileBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>Largest sum of all files including packed subcharts, in bytes after decompression. Default 100 MiB, as in Helm.</summary>
    public long MaxTotalBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Most files in one chart including its subcharts. Default 20,000.</summary>
    public int MaxFiles { get; init; } = 20_000;

    /// <summary>Deepest nesting of subcharts. Default 16.</summary>
    public int MaxDepth { get; init; } = 16;
}
