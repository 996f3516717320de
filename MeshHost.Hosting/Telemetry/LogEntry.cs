using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Telemetry;

/// <summary>A structured log as the store keeps it.</summary>
/// <param name="Time">When it was written (UTC).</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Category">The name of the logger.</param>
/// <param name="ResourceName">The resource whose log it is; <see langword="null"/> for the host's own.</param>
/// <param name="Message">The text.</param>
/// <param name="Exception">The exception, as text.</param>
/// <param name="TraceId">The id of the trace that it was written in, in hexadecimal.</param>
/// <param name="SpanId">The id of the span that it was written in, in hexadecimal.</param>
/// <param name="Attributes">The named values of the message.</param>
internal sealed record LogEntry(
    DateTime Time,
    LogLevel Level,
    string Category,
    string? ResourceName,
    string Message,
    string? Exception,
    string? TraceId,
    string? SpanId,
    ImmutableArray<KeyValuePair<string, string>> Attributes);
