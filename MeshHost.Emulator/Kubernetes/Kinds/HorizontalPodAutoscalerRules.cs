using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Autoscalers: 80 % of the requested CPU unless another metric is given.</summary>
internal sealed class HorizontalPodAutoscalerRules : KindRules
{
    public override void Default(JsonObject obj)
    {
        if (obj.Object("spec") is { } spec && spec["metrics"] is null)
        {
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject
                {
                    ["name"] = "cpu",
                    ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = 80 },
                },
            });
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var spec = obj.Object("spec");
        if (spec.Integer("maxReplicas") is { } most && spec.Integer("minReplicas") is { } least && most < least)
        {
            faults.Add(FieldFault.Invalid("spec.maxReplicas", $"{most}", "must be greater than or equal to `minReplicas`"));
        }
    }
}
