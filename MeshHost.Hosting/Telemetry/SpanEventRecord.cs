using System.Collections.Immutable;

namespace MeshHost.Hosting.Telemetry;

/// <summary>Something that happened during a span.</summary>
/// <param name="Name">What happened.</param>
/// <param name="Time">When (UTC).</param>
/// <param name="Attributes">Named values.</param>
internal sealed record SpanEventRecord(string Name, DateTime Time, ImmutableArray<KeyValuePair<string, string>> Attributes);
