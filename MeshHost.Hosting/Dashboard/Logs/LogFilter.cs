using MeshHost.Hosting.Dashboard.Pages;
using MeshHost.Hosting.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Dashboard.Logs;

/// <summary>Which logs a person wants to see.</summary>
/// <param name="Text">A text in the message, category, exception or attributes.</param>
/// <param name="Level">The least level.</param>
/// <param name="Resource">The resource; "-" for the host's own; empty for all.</param>
/// <param name="TraceId">The trace; empty for all.</param>
internal sealed record LogFilter(string Text, LogLevel Level, string Resource, string TraceId)
{
    public const string Host = "-";

    public static LogFilter Read(PageRequest request) => new(
        request["q"],
        Enum.TryParse<LogLevel>(request["level"], ignoreCase: true, out var level) ? level : LogLevel.Trace,
        request["resource"],
        request["trace"]);

    public bool Matches(LogEntry entry) =>
        entry.Level >= Level
        && (Resource.Length == 0 || string.Equals(entry.ResourceName ?? Host, Resource, StringComparison.OrdinalIgnoreCase))
        && (TraceId.Length == 0 || entry.TraceId == TraceId)
        && (Text.Length == 0
            || Contains(entry.Message) || Contains(entry.Category) || Contains(entry.Exception) || entry.Attributes.Any(a => Contains(a.Value)));

    private bool Contains(string? text) => text?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true;
}
