using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Selectors;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>What all workloads share: a pod template, a selector that must match it and stays as it is.</summary>
internal abstract class TemplateRules : KindRules
{
    public override void Default(JsonObject obj) => PodSpecDefaults.Apply(obj.Object("spec").Object("template").Object("spec"));

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var spec = obj.Object("spec");
        var template = spec.Object("template");
        PodSpecValidator.Check(template.Object("spec"), "spec.template.spec", faults);
        MetadataValidator.CheckLabels(template.Object("metadata").Object("labels"), "spec.template.metadata.labels", faults);
        if (spec.Integer("replicas") is < 0)
        {
            faults.Add(FieldFault.Invalid("spec.replicas", $"{spec.Integer("replicas")}", "must be greater than or equal to 0"));
        }

        CheckRestartPolicy(template.Object("spec"), faults);
        if (spec.Object("selector") is not { } selector)
        {
            return;
        }

        var labels = template.Object("metadata").Object("labels");
        if (selector.Count == 0)
        {
            faults.Add(FieldFault.Invalid("spec.selector", GoText.LabelSelector(selector), "empty selector is invalid for deployment"));
        }
        else if (!LabelSelector.FromObject(selector).Matches(labels))
        {
            faults.Add(FieldFault.Invalid("spec.template.metadata.labels", GoText.StringMap(labels), "`selector` does not match template `labels`"));
        }

        if (old is not null && !JsonNode.DeepEquals(selector, old.Object("spec").Object("selector")) && SelectorIsImmutable)
        {
            faults.Add(FieldFault.Invalid("spec.selector", GoText.LabelSelector(selector), "field is immutable"));
        }
    }

    /// <summary>Whether the selector may not change. Stateful sets say so in a way of their own.</summary>
    protected virtual bool SelectorIsImmutable => true;

    protected virtual void CheckRestartPolicy(JsonObject? podSpec, List<FieldFault> faults)
    {
        if (podSpec.Text("restartPolicy") is ("Never" or "OnFailure") and { } policy)
        {
            faults.Add(FieldFault.Unsupported("spec.template.spec.restartPolicy", policy, ["Always"]));
        }
    }
}
