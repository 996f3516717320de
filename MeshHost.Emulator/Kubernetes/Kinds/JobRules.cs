using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Jobs: the selector and labels that tie pods to them, and their fixed template.</summary>
internal sealed class JobRules : KindRules
{
    public override void Default(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec)
        {
            return;
        }

        PodSpecDefaults.Apply(spec.Object("template").Object("spec"));
        spec["podReplacementPolicy"] ??= "TerminatingOrFailed";
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1;
            spec["parallelism"] = 1;
        }

        spec["parallelism"] ??= 1;
    }

    public override void PrepareForCreate(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec || spec.Boolean("manualSelector") == true || spec.Object("template") is not { } template)
        {
            return;
        }

        var uid = obj.Uid();
        var labels = template.Ensure("metadata").Ensure("labels");
        labels["batch.kubernetes.io/controller-uid"] = uid;
        labels["batch.kubernetes.io/job-name"] = obj.Name();
        labels["controller-uid"] = uid;
        labels["job-name"] = obj.Name();
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old)
    {
        // A client that applies its own template again must not lose what the server put into it.
        var labels = old.Object("spec").Object("template").Object("metadata").Object("labels");
        if (obj.Object("spec") is not { } spec || spec.Object("template") is not { } template || labels is null)
        {
            return;
        }

        spec["selector"] ??= old.Object("spec")?["selector"]?.DeepClone();
        var stated = template.Ensure("metadata").Ensure("labels");
        foreach (var (name, value) in labels)
        {
            if (name is "controller-uid" or "job-name" || name.StartsWith("batch.kubernetes.io/", StringComparison.Ordinal))
            {
                stated[name] ??= value?.DeepClone();
            }
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var spec = obj.Object("spec");
        var podSpec = spec.Object("template").Object("spec");
        PodSpecValidator.Check(podSpec, "spec.template.spec", faults);
        if (podSpec.Text("restartPolicy") is "Always")
        {
            faults.Add(FieldFault.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
        }

        if (old is null)
        {
            return;
        }

        foreach (var field in (string[])["template", "selector", "completions", "completionMode"])
        {
            var before = old.Object("spec")?[field];
            if (field == "template" && old.Object("spec").Boolean("suspend") == true)
            {
                continue;
            }

            if (!JsonNode.DeepEquals(spec?[field], before) && before is not null)
            {
                faults.Add(FieldFault.Invalid($"spec.{field}", spec?[field].ToJson() ?? "null", "field is immutable"));
            }
        }
    }
}
