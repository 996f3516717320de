using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Pods: defaults of their spec, and that almost nothing of it changes later.</summary>
internal sealed class PodRules : KindRules
{
    private const string Immutable =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public override void Default(JsonObject obj) => PodSpecDefaults.Apply(obj.Object("spec"));

    public override void PrepareForCreate(JsonObject obj)
    {
        obj["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QosClass.Of(obj.Object("spec")) };
        if (obj.Object("spec") is not { } spec)
        {
            return;
        }

        spec["serviceAccountName"] ??= "default";
        spec["serviceAccount"] = spec["serviceAccountName"]!.DeepClone();
        spec["preemptionPolicy"] ??= "PreemptLowerPriority";
        spec["priority"] ??= 0;
        spec["tolerations"] ??= new JsonArray(NotReady("not-ready"), NotReady("unreachable"));

        static JsonNode NotReady(string condition) => new JsonObject
        {
            ["key"] = $"node.kubernetes.io/{condition}",
            ["operator"] = "Exists",
            ["effect"] = "NoExecute",
            ["tolerationSeconds"] = 300,
        };
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        PodSpecValidator.Check(obj.Object("spec"), "spec", faults);
        if (old is not null && !JsonNode.DeepEquals(Fixed(obj), Fixed(old)))
        {
            faults.Add(FieldFault.Forbidden("spec", Immutable));
        }
    }

    /// <summary>The part of a pod's spec that may not change.</summary>
    private static JsonObject Fixed(JsonObject pod)
    {
        var spec = pod.Object("spec")?.Copy() ?? [];
        foreach (var field in (string[])["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName", "schedulingGates", "ephemeralContainers"])
        {
            spec.Remove(field);
        }

        foreach (var container in spec.Array("containers").Objects().Concat(spec.Array("initContainers").Objects()))
        {
            container.Remove("image");
            container.Remove("imagePullPolicy");
        }

        return spec;
    }
}
