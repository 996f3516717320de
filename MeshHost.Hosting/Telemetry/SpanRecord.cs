using System.Collections.Immutable;
using System.Diagnostics;

namespace MeshHost.Hosting.Telemetry;

/// <summary>A span as the store keeps it.</summary>
/// <param name="TraceId">The id of the trace, in hexadecimal.</param>
/// <param name="SpanId">The id of the span, in hexadecimal.</param>
/// <param name="ParentSpanId">The id of the parent; <see langword="null"/> for a root.</param>
/// <param name="Name">The name of the operation.</param>
/// <param name="Source">The name of the activity source.</param>
/// <param name="Kind">Internal, client, server, producer or consumer.</param>
/// <param name="Start">When the span began (UTC).</param>
/// <param name="End">When the span ended (UTC); <see langword="null"/> while it has not.</param>
/// <param name="Status">Unset, OK or error.</param>
/// <param name="StatusDescription">What went wrong.</param>
/// <param name="Attributes">Named values.</param>
/// <param name="Events">What happened meanwhile.</param>
/// <param name="Links">Related spans.</param>
internal sealed record SpanRecord(
    string TraceId,
    string SpanId,
    string? ParentSpanId,
    string Name,
    string Source,
    ActivityKind Kind,
    DateTime Start,
    DateTime? End,
    ActivityStatusCode Status,
    string? StatusDescription,
    ImmutableArray<KeyValuePair<string, string>> Attributes,
    ImmutableArray<SpanEventRecord> Events,
    ImmutableArray<SpanLinkRecord> Links)
{
    public static SpanRecord From(Activity activity, bool ended) => new(
        activity.TraceId.ToHexString(),
        activity.SpanId.ToHexString(),
        activity.ParentSpanId == default ? null : activity.ParentSpanId.ToHexString(),
        activity.DisplayName,
        activity.Source.Name,
        activity.Kind,
        activity.StartTimeUtc,
        ended ? activity.StartTimeUtc + activity.Duration : null,
        activity.Status,
        activity.StatusDescription,
        AttributeText.Of(activity.TagObjects),
        [.. activity.Events.Select(e => new SpanEventRecord(e.Name, e.Timestamp.UtcDateTime, AttributeText.Of(e.Tags)))],
        [
            .. activity.Links.Select(l => new SpanLinkRecord(
                l.Context.TraceId.ToHexString(),
                l.Context.SpanId.ToHexString(),
                AttributeText.Of(l.Tags ?? []))),
        ]);
}
