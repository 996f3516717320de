using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers;

/// <summary>Makes pods of the templates of workloads, and names of both.</summary>
internal static class PodTemplates
{
    // Kubernetes' own alphabet for generated names: no vowels, so that no words appear.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A short stable hash of a template: the same template always has the same one.</summary>
    public static string Hash(JsonNode? template, long collisions = 0)
    {
        // FNV-1a over the compact text.
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(template.ToJson() + (collisions == 0 ? "" : collisions.ToString(CultureInfo.InvariantCulture))))
        {
            hash = (hash ^ b) * 16777619u;
        }

        var text = new StringBuilder();
        foreach (var digit in hash.ToString(CultureInfo.InvariantCulture))
        {
            text.Append(Alphabet[digit % Alphabet.Length]);
        }

        return text.ToString();
    }

    /// <summary>A pod made of a template, owned by its workload.</summary>
    public static JsonObject CreatePod(JsonObject owner, string ownerApiVersion, string ownerKind, JsonObject template, string? name = null)
    {
        var metadata = new JsonObject { ["namespace"] = owner.Namespace() };
        if (name is null)
        {
            metadata["generateName"] = owner.Name() + "-";
        }
        else
        {
            metadata["name"] = name;
        }

        foreach (var field in (ReadOnlySpan<string>)["labels", "annotations", "finalizers"])
        {
            if (template.Object("metadata")?[field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        metadata["ownerReferences"] = new JsonArray(OwnerReference(owner, ownerApiVersion, ownerKind));
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = template["spec"]?.DeepClone() ?? new JsonObject(),
        };
    }

    public static JsonObject OwnerReference(JsonObject owner, string apiVersion, string kind) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };
}
