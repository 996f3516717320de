using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Config maps: their keys are file names, their size is limited, and immutable ones stay so.</summary>
internal sealed class ConfigMapRules : KindRules
{
    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        DataRules.Check(obj, ["data", "binaryData"], faults);
        DataRules.CheckImmutable(obj, old, ["data", "binaryData"], faults);
    }
}
