using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Deployments: the rolling update's defaults.</summary>
internal sealed class DeploymentRules : TemplateRules
{
    public override void Default(JsonObject obj)
    {
        base.Default(obj);
        if (obj.Object("spec").Object("strategy") is { } strategy && strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling["maxUnavailable"] ??= "25%";
            rolling["maxSurge"] ??= "25%";
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        base.Validate(obj, old, faults);
        var strategy = obj.Object("spec").Object("strategy");
        if (strategy.Text("type") == "Recreate" && strategy.Object("rollingUpdate") is not null)
        {
            faults.Add(FieldFault.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
        }
    }
}
