namespace MeshHost.Benchmarks;

/// <summary>What is made of several measurements.</summary>
internal static class Statistics
{
    /// <summary>The value in the middle; of an even number the higher one of the two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
