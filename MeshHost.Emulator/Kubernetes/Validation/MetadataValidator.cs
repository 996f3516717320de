using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Validation;

/// <summary>Checks names, labels, annotations, finalizers and owner references of any object.</summary>
internal static class MetadataValidator
{
    private const int MaxAnnotationsSize = 256 * 1024;

    public static void Check(ResourceType type, JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var metadata = obj.Object("metadata");
        var name = obj.Name();
        if (name.Length == 0)
        {
            faults.Add(FieldFault.Required("metadata.name", "name or generateName is required"));
        }
        else if (old is null && NameFault(type, name) is { } message)
        {
            faults.Add(FieldFault.InvalidText("metadata.name", name, message));
        }

        CheckLabels(metadata.Object("labels"), "metadata.labels", faults);
        CheckAnnotations(metadata.Object("annotations"), faults);
        CheckOwners(metadata.Array("ownerReferences"), faults);
        CheckFinalizers(type, metadata.Array("finalizers"), obj, old, faults);
    }

    public static void CheckLabels(JsonObject? labels, string path, List<FieldFault> faults)
    {
        foreach (var (key, value) in labels ?? [])
        {
            if (NameRules.QualifiedName(key) is { } keyMessage)
            {
                faults.Add(FieldFault.InvalidText(path, key, keyMessage));
            }

            if (value.AsText() is { } text && NameRules.LabelValue(text) is { } valueMessage)
            {
                faults.Add(FieldFault.InvalidText(path, text, valueMessage));
            }
        }
    }

    private static string? NameFault(ResourceType type, string name) => (type.Group, type.Plural) switch
    {
        ("", "namespaces") => NameRules.Label(name),
        ("", "services") => NameRules.Rfc1035Label(name),
        ("rbac.authorization.k8s.io", _) => NameRules.PathSegment(name),
        _ => NameRules.Subdomain(name),
    };

    private static void CheckAnnotations(JsonObject? annotations, List<FieldFault> faults)
    {
        var size = 0L;
        foreach (var (key, value) in annotations ?? [])
        {
            size += key.Length + (value.AsText()?.Length ?? 0);
            if (NameRules.QualifiedName(key.ToLowerInvariant()) is { } message)
            {
                faults.Add(FieldFault.InvalidText("metadata.annotations", key, message));
            }
        }

        if (size > MaxAnnotationsSize)
        {
            faults.Add(FieldFault.TooLong("metadata.annotations", MaxAnnotationsSize));
        }
    }

    private static void CheckOwners(JsonArray? owners, List<FieldFault> faults)
    {
        var index = 0;
        foreach (var owner in owners.Objects())
        {
            foreach (var field in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.Text(field)))
                {
                    faults.Add(FieldFault.Invalid($"metadata.ownerReferences[{index}].{field}", "\"\"", field == "apiVersion" ? "version must not be empty" : "must not be empty"));
                }
            }

            index++;
        }

        if (owners.Objects().Count(owner => owner.Boolean("controller") == true) > 1)
        {
            faults.Add(FieldFault.Invalid("metadata.ownerReferences", "[]", "Only one reference can have Controller set to true."));
        }
    }

    private static void CheckFinalizers(ResourceType type, JsonArray? finalizers, JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        foreach (var finalizer in finalizers.Texts())
        {
            if (NameRules.QualifiedName(finalizer) is { } message)
            {
                faults.Add(FieldFault.InvalidText("metadata.finalizers", finalizer, message));
            }
            else if (type.Custom is null && !finalizer.Contains('/', StringComparison.Ordinal) && finalizer is not ("orphan" or "foregroundDeletion" or "kubernetes"))
            {
                // Custom resources may have any name, as they do on the real server.
                faults.Add(FieldFault.InvalidText("metadata.finalizers[0]", finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
            }
        }

        if (old is not null && obj.IsTerminating())
        {
            var before = old.Object("metadata").Array("finalizers").Texts().ToList();
            var added = finalizers.Texts().Except(before).ToList();
            if (added.Count > 0)
            {
                faults.Add(FieldFault.Forbidden(
                    "metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(item => $"\"{item}\""))}}}"));
            }
        }
    }
}
