using System.Diagnostics;
using OpenTelemetry;

namespace MeshHost.Hosting.Telemetry;

/// <summary>Keeps spans from their beginning, so that what is going on can be seen while it is.</summary>
internal sealed class StoreSpanProcessor(TelemetryStore store) : BaseProcessor<Activity>
{
    public override void OnStart(Activity data) => store.Put(SpanRecord.From(data, ended: false));

    public override void OnEnd(Activity data) => store.Put(SpanRecord.From(data, ended: true));
}
