using System.Diagnostics;
using MeshHost.Hosting.Telemetry;

namespace MeshHost.Hosting.Dashboard.Traces;

/// <summary>A line of the list of traces.</summary>
/// <param name="TraceId">The id.</param>
/// <param name="Name">The name of the span that began it.</param>
/// <param name="Start">When it began (UTC).</param>
/// <param name="End">When its last span ended (UTC); <see langword="null"/> while one goes on.</param>
/// <param name="Spans">The number of spans.</param>
/// <param name="Errors">The number of spans that failed.</param>
/// <param name="Sources">Where the spans come from, with their numbers.</param>
internal sealed record TraceSummary(
    string TraceId,
    string Name,
    DateTime Start,
    DateTime? End,
    int Spans,
    int Errors,
    IReadOnlyList<(string Source, int Spans)> Sources)
{
    /// <summary>The attribute that says which resource a span is about.</summary>
    public const string ResourceAttribute = "aspire.resource.name";

    /// <summary>All traces that have a span with the text in its name, resource or status; the newest first.</summary>
    public static IReadOnlyList<TraceSummary> Of(IEnumerable<SpanRecord> spans, string text, bool errorsOnly, bool singles = true) =>
        [.. spans
            .GroupBy(s => s.TraceId, StringComparer.Ordinal)
            .Where(g => text.Length == 0 || g.Any(s => Matches(s, text)))
            .Select(g => Summarize([.. g]))
            .Where(t => (singles || t.Spans > 1) && (!errorsOnly || t.Errors > 0))
            .OrderByDescending(t => t.Start)];

    public TimeSpan DurationUntil(DateTimeOffset now) => (End ?? now.UtcDateTime) - Start;

    private static bool Matches(SpanRecord span, string text) =>
        span.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || span.StatusDescription?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        || span.Attributes.Any(a => a.Key == ResourceAttribute && string.Equals(a.Value, text, StringComparison.OrdinalIgnoreCase));

    private static TraceSummary Summarize(SpanRecord[] spans)
    {
        // The root may have been pushed out of the store by younger spans.
        var root = spans.FirstOrDefault(s => s.ParentSpanId is null) ?? spans.MinBy(s => s.Start)!;
        return new TraceSummary(
            root.TraceId,
            root.Name,
            spans.Min(s => s.Start),
            spans.Any(s => s.End is null) ? null : spans.Max(s => s.End),
            spans.Length,
            spans.Count(s => s.Status == ActivityStatusCode.Error),
            [.. spans.GroupBy(s => s.Source, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => (g.Key, g.Count()))]);
    }
}
