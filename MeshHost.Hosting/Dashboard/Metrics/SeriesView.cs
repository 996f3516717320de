using MeshHost.Hosting.Telemetry;

namespace MeshHost.Hosting.Dashboard.Metrics;

/// <summary>A series: its rate over time, and for durations how they are distributed.</summary>
/// <param name="Tags">The dimensions.</param>
/// <param name="Count">How many measurements there were; for a sum, the sum.</param>
/// <param name="Rate">Measurements a second between each two points.</param>
/// <param name="Mean">The mean of what was measured; <see langword="null"/> for a sum.</param>
/// <param name="Median">What half of the measurements are below, estimated from the buckets.</param>
/// <param name="High">What 95 of 100 measurements are below, estimated from the buckets.</param>
internal sealed record SeriesView(string Tags, double Count, IReadOnlyList<MetricRate> Rate, double? Mean, double? Median, double? High)
{
    public static SeriesView Of(MetricSeriesSnapshot series)
    {
        var points = series.Points;
        List<MetricRate> rate = [];
        for (var i = 1; i < points.Length; i++)
        {
            var seconds = (points[i].Time - points[i - 1].Time).TotalSeconds;
            if (seconds > 0)
            {
                rate.Add(new MetricRate(points[i].Time, Math.Max(0, Total(points[i]) - Total(points[i - 1])) / seconds));
            }
        }

        var last = points.IsEmpty ? null : points[^1];
        if (last is null || !series.Description.IsHistogram)
        {
            return new SeriesView(series.Key.Tags, last?.Value ?? 0, rate, null, null, null);
        }

        return new SeriesView(
            series.Key.Tags, last.Count, rate, last.Count > 0 ? last.Value / last.Count : null, Quantile(last, 0.5), Quantile(last, 0.95));

        double Total(MetricPointRecord point) => series.Description.IsHistogram ? point.Count : point.Value;
    }

    /// <summary>Estimates a quantile, by a line through the bucket in which it lies.</summary>
    internal static double? Quantile(MetricPointRecord point, double share)
    {
        var total = point.Buckets.Sum(b => b.Count);
        if (total == 0)
        {
            return null;
        }

        var wanted = share * total;
        var below = 0.0;
        var lower = 0.0;
        foreach (var bucket in point.Buckets)
        {
            if (bucket.Count > 0 && below + bucket.Count >= wanted)
            {
                // The last bucket has no end; what is known is that the value is above its beginning.
                return double.IsInfinity(bucket.UpperBound)
                    ? lower
                    : lower + ((bucket.UpperBound - lower) * (wanted - below) / bucket.Count);
            }

            below += bucket.Count;
            lower = bucket.UpperBound;
        }

        return lower;
    }
}
