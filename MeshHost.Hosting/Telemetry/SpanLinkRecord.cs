using System.Collections.Immutable;

namespace MeshHost.Hosting.Telemetry;

/// <summary>A reference from a span to another one that is not its parent.</summary>
/// <param name="TraceId">The id of the other trace, in hexadecimal.</param>
/// <param name="SpanId">The id of the other span, in hexadecimal.</param>
/// <param name="Attributes">Named values.</param>
internal sealed record SpanLinkRecord(string TraceId, string SpanId, ImmutableArray<KeyValuePair<string, string>> Attributes);
