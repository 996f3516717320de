using System.Text.RegularExpressions;

namespace MeshHost.Benchmarks.Helm;

/// <summary>What to compare, and how.</summary>
internal sealed record ChartComparisonOptions
{
    /// <summary>The folder of chart folders.</summary>
    public required string Charts { get; init; }

    /// <summary>The folder of values, in files named after the charts.</summary>
    public required string Values { get; init; }

    /// <summary>Measured runs.</summary>
    public required int Runs { get; init; }

    /// <summary>MeshHost.Benchmarks.Once in the ways it was published, to measure from process start.</summary>
    public required IReadOnlyList<string> Once { get; init; }

    /// <summary>The Go renderer's source.</summary>
    public required string Sources { get; init; }

    /// <summary>What is left out of both sides before they are compared.</summary>
    public Regex? Mask { get; init; }
}
