using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Stateful sets: claims of their templates, and that only a few fields may change.</summary>
internal sealed class StatefulSetRules : TemplateRules
{
    private const string Immutable =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private static readonly string[] s_mutable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    protected override bool SelectorIsImmutable => false;

    public override void Default(JsonObject obj)
    {
        base.Default(obj);
        var spec = obj.Object("spec");
        if (spec.Object("updateStrategy") is { } strategy && strategy.Text("type") == "RollingUpdate")
        {
            strategy.Ensure("rollingUpdate")["partition"] ??= 0;
        }

        foreach (var claim in spec.Array("volumeClaimTemplates").Objects())
        {
            claim["apiVersion"] ??= "v1";
            claim["kind"] ??= "PersistentVolumeClaim";
            claim["status"] ??= new JsonObject { ["phase"] = "Pending" };
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        base.Validate(obj, old, faults);
        if (old is not null && !JsonNode.DeepEquals(Fixed(obj), Fixed(old)))
        {
            faults.Add(FieldFault.Forbidden("spec", Immutable));
        }

        static JsonObject Fixed(JsonObject set)
        {
            var spec = set.Object("spec")?.Copy() ?? [];
            foreach (var field in s_mutable)
            {
                spec.Remove(field);
            }

            return spec;
        }
    }
}
