using MeshHost.Hosting.Logs;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace MeshHost.Hosting.Telemetry;

/// <summary>Keeps structured logs.</summary>
internal sealed class StoreLogProcessor(TelemetryStore store) : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data) => store.Add(new LogEntry(
        data.Timestamp,
        data.LogLevel,
        data.CategoryName ?? string.Empty,
        ResourceLogCategory.FindResourceName(data.CategoryName),
        data.FormattedMessage ?? data.Body ?? string.Empty,
        data.Exception?.ToString(),
        data.TraceId == default ? null : data.TraceId.ToHexString(),
        data.SpanId == default ? null : data.SpanId.ToHexString(),
        AttributeText.Of((data.Attributes ?? []).Where(a => a.Key != "{OriginalFormat}"))));
}
