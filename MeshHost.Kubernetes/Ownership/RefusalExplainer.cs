using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshHost.Kubernetes.Ownership;

/// <summary>Says of an object that the server refused whose fields are in the way, and what to do about a field that never changes.</summary>
internal static partial class RefusalExplainer
{
    private const int NamedFields = 3;

    /// <summary>The advice, to be put after the server's message; empty when there is none.</summary>
    public static string Explain(KubernetesApiException refusal, JsonObject desired, KubernetesObject? live, string applier)
    {
        if (live is null)
        {
            return "";
        }

        if (refusal.Reason == "Conflict" && refusal.Causes.Any(cause => cause.Reason == "FieldManagerConflict"))
        {
            return " Leave these fields to the other manager by not declaring them, or take them over by force.";
        }

        if (refusal.StatusCode != 422)
        {
            return "";
        }

        if (refusal.Causes.FirstOrDefault(cause => cause.Message.Contains("field is immutable", StringComparison.Ordinal)
            || cause.Message.Contains("may not be changed", StringComparison.Ordinal) || cause.Message.Contains("are forbidden", StringComparison.Ordinal)) is { } immutable)
        {
            return $" {(immutable.Field.Length > 0 ? immutable.Field : "That field")} cannot be changed in place: go back to the value that is there, "
                + $"or delete the {live.Kind} ({Deletion(live)}) and apply again.";
        }

        string[] owned = [.. refusal.Causes.SelectMany(cause => Owners(cause.Field, desired, live, applier)).Distinct().Take(NamedFields)];
        return owned.Length == 0 ? "" : $" {string.Join(" ", owned)} Declare what is there, or remove it by that manager, and apply again.";
    }

    /// <summary>Others' fields beside or around the refused one that are not declared: they keep alive what the declaration wants gone.</summary>
    private static IEnumerable<string> Owners(string field, JsonObject desired, KubernetesObject live, string applier)
    {
        string[] steps = [.. Index().Replace(field, "").Split('.', StringSplitOptions.RemoveEmptyEntries)];
        List<FieldManager> others = [.. FieldManager.ReadAll(live).Where(manager => !manager.IsApplier(applier) && manager.IsOfMainResource)];
        for (int depth = steps.Length; depth > 0; depth--)
        {
            // The nearest part of the object around the field that somebody else owns and the declaration does not have.
            string[] around = steps[..depth];
            if (desired.At(around) is not null)
            {
                yield break;
            }

            bool found = false;
            foreach (FieldManager manager in others)
            {
                if (around.Aggregate((FieldSet?)manager.Fields, (set, step) => set?.Find(FieldElement.Field(step))) is { } fields)
                {
                    found = true;
                    string[] paths = [.. fields.Leaves(string.Join('.', around)).Take(NamedFields)];
                    yield return $"The field manager {manager} owns {string.Join(", ", paths)}, which {(paths.Length == 1 ? "is" : "are")} not declared.";
                }
            }

            if (found)
            {
                yield break;
            }
        }
    }

    private static string Deletion(KubernetesObject live) => live.Kind switch
    {
        "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" => "with --cascade=orphan its pods go on running until the new one has its own",
        "Job" => "its pods go with it",
        "PersistentVolumeClaim" => "its data may go with it",
        "Service" => "its addresses change",
        _ => "what belongs to it may go with it",
    };

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Index();
}
