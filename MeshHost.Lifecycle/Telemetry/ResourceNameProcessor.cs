using System.Diagnostics;
using OpenTelemetry;

namespace MeshHost.Lifecycle.Telemetry;

/// <summary>Says of every span which resource it is about: that of the nearest span above it that says so.</summary>
internal sealed class ResourceNameProcessor : BaseProcessor<Activity>
{
    public const string Tag = "aspire.resource.name";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(Tag) is not null)
        {
            return;
        }

        for (var above = data.Parent; above is not null; above = above.Parent)
        {
            if (above.GetTagItem(Tag) is { } name)
            {
                data.SetTag(Tag, name);
                return;
            }
        }
    }
}
