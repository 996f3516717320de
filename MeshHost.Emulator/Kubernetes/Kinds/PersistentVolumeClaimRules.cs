using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Claims: the default class, a finalizer against deletion while in use, and a spec that stays but for its size.</summary>
internal sealed class PersistentVolumeClaimRules : KindRules
{
    /// <summary>GKE's default class.</summary>
    private const string DefaultClass = "standard-rwo";

    private const string Protection = "kubernetes.io/pvc-protection";

    public override void PrepareForCreate(JsonObject obj)
    {
        var metadata = obj.Metadata();
        if (metadata["finalizers"] is not JsonArray finalizers)
        {
            metadata["finalizers"] = finalizers = [];
        }

        if (!finalizers.Texts().Contains(Protection))
        {
            finalizers.Add(Protection);
        }

        obj["status"] = new JsonObject { ["phase"] = "Pending" };
        if (obj.Object("spec") is { } spec)
        {
            spec["storageClassName"] ??= DefaultClass;
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var spec = obj.Object("spec");
        if (Quantity.Parse(spec.Object("resources").Object("requests")?["storage"] ?? "") is null or <= 0)
        {
            faults.Add(FieldFault.Required("spec.resources[storage]"));
        }

        if (old is not null && !JsonNode.DeepEquals(Fixed(obj), Fixed(old)))
        {
            faults.Add(FieldFault.Forbidden(
                "spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"));
        }

        static JsonObject Fixed(JsonObject claim)
        {
            var spec = claim.Object("spec")?.Copy() ?? [];
            spec.Remove("resources");
            spec.Remove("volumeName");
            return spec;
        }
    }
}
