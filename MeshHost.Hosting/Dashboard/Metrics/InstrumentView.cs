using MeshHost.Hosting.Telemetry;

namespace MeshHost.Hosting.Dashboard.Metrics;

/// <summary>What a chart and a table show of one instrument.</summary>
/// <param name="Meter">The name of the meter.</param>
/// <param name="Name">The name of the instrument.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Series">Its series, the busiest first.</param>
internal sealed record InstrumentView(string Meter, string Name, MetricDescription Description, IReadOnlyList<SeriesView> Series)
{
    public static IReadOnlyList<InstrumentView> Of(IEnumerable<MetricSeriesSnapshot> series, string text) =>
        [.. series
            .Where(s => text.Length == 0
                || s.Key.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
                || s.Key.Tags.Contains(text, StringComparison.OrdinalIgnoreCase)
                || s.Key.Meter.Contains(text, StringComparison.OrdinalIgnoreCase))
            .GroupBy(s => (s.Key.Meter, s.Key.Name))
            .OrderBy(g => g.Key.Meter, StringComparer.Ordinal).ThenBy(g => g.Key.Name, StringComparer.Ordinal)
            .Select(g => new InstrumentView(
                g.Key.Meter,
                g.Key.Name,
                g.First().Description,
                [.. g.Select(SeriesView.Of).OrderByDescending(s => s.Count)]))];
}
