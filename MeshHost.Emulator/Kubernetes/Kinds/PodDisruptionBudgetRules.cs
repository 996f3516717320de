using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Disruption budgets state one limit, not two.</summary>
internal sealed class PodDisruptionBudgetRules : KindRules
{
    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var spec = obj.Object("spec");
        if (spec?["minAvailable"] is not null && spec["maxUnavailable"] is not null)
        {
            faults.Add(FieldFault.Invalid("spec", "{}", "minAvailable and maxUnavailable cannot be both set"));
        }
    }
}
