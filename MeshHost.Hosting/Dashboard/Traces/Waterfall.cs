using MeshHost.Hosting.Telemetry;

namespace MeshHost.Hosting.Dashboard.Traces;

/// <summary>The spans of a trace in the order of a waterfall: each below its parent, those of one parent by their beginning.</summary>
/// <param name="Start">The left end (UTC).</param>
/// <param name="End">The right end (UTC).</param>
/// <param name="Rows">The rows.</param>
internal sealed record Waterfall(DateTime Start, DateTime End, IReadOnlyList<WaterfallRow> Rows)
{
    public TimeSpan Length => End - Start;

    /// <param name="spans">The spans of the trace.</param>
    /// <param name="closed">The spans whose children are folded away.</param>
    /// <param name="now">Where spans that go on end for now.</param>
    public static Waterfall Create(IReadOnlyList<SpanRecord> spans, IReadOnlySet<string> closed, DateTime now)
    {
        if (spans.Count == 0)
        {
            return new Waterfall(now, now, []);
        }

        var ids = spans.Select(s => s.SpanId).ToHashSet(StringComparer.Ordinal);
        var children = spans.Where(HasParent).ToLookup(s => s.ParentSpanId!, StringComparer.Ordinal);
        var start = spans.Min(s => s.Start);
        var end = spans.Max(s => s.End ?? now);
        var length = Math.Max((end - start).TotalMilliseconds, 0.001);
        List<WaterfallRow> rows = [];

        // A stack in place of recursion: nothing bounds how deep spans are nested.
        Stack<(SpanRecord Span, int Depth)> stack = new();
        foreach (var root in spans.Where(s => !HasParent(s)).OrderByDescending(s => s.Start))
        {
            stack.Push((root, 0));
        }

        while (stack.TryPop(out var next))
        {
            var (span, depth) = next;
            var isClosed = closed.Contains(span.SpanId);
            rows.Add(new WaterfallRow(span, depth, Share(span.Start), Share(span.End ?? now), children.Contains(span.SpanId), isClosed));
            if (!isClosed)
            {
                foreach (var child in children[span.SpanId].OrderByDescending(s => s.Start))
                {
                    stack.Push((child, depth + 1));
                }
            }
        }

        return new Waterfall(start, end, rows);

        // A span whose parent is not in the store is shown as a root rather than not at all.
        bool HasParent(SpanRecord span) => span.ParentSpanId is { } parent && parent != span.SpanId && ids.Contains(parent);

        double Share(DateTime time) => Math.Clamp((time - start).TotalMilliseconds / length, 0, 1);
    }
}
