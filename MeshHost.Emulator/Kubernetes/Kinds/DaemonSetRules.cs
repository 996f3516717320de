using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Daemon sets: the rolling update's defaults.</summary>
internal sealed class DaemonSetRules : TemplateRules
{
    public override void Default(JsonObject obj)
    {
        base.Default(obj);
        if (obj.Object("spec").Object("updateStrategy") is { } strategy && strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling["maxSurge"] ??= 0;
            rolling["maxUnavailable"] ??= 1;
        }
    }
}
