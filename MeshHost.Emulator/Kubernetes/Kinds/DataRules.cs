using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>What config maps and secrets share.</summary>
internal static class DataRules
{
    private const int MaxSize = 1024 * 1024;

    public static void Check(JsonObject obj, string[] fields, List<FieldFault> faults)
    {
        var size = 0;
        foreach (var field in fields)
        {
            foreach (var (key, value) in obj.Object(field) ?? [])
            {
                size += Encoding.UTF8.GetByteCount(value.AsText() ?? "");
                if (NameRules.ConfigKey(key) is { } message)
                {
                    faults.Add(FieldFault.InvalidText($"{field}[{key}]", key, message));
                }
            }
        }

        if (size > MaxSize)
        {
            faults.Add(FieldFault.TooLong(fields.Length > 1 ? "" : fields[0], MaxSize));
        }
    }

    public static void CheckImmutable(JsonObject obj, JsonObject? old, string[] fields, List<FieldFault> faults)
    {
        if (old is null || old.Boolean("immutable") != true)
        {
            return;
        }

        if (obj.Boolean("immutable") != true)
        {
            faults.Add(FieldFault.Forbidden("immutable", "field is immutable when `immutable` is set"));
        }

        foreach (var field in fields.Where(field => !JsonNode.DeepEquals(obj[field], old[field])))
        {
            faults.Add(FieldFault.Forbidden(field, "field is immutable when `immutable` is set"));
        }
    }
}
