using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>Lists merged by keys must have each key once, and no item without one: otherwise ownership would be ambiguous.</summary>
internal static class ListKeyChecker
{
    public static void Check(Schema? schema, JsonNode? value, string path, List<string> errors)
    {
        if (schema is null)
        {
            return;
        }

        if (value is JsonObject json)
        {
            foreach (var (name, child) in json)
            {
                Check(schema.Child(name), child, $"{path}.{name}", errors);
            }
        }
        else if (value is JsonArray list && schema.Kind == SchemaKind.List)
        {
            CheckItems(schema, list, path, errors);
            foreach (var item in list)
            {
                Check(schema.Items, item, path, errors);
            }
        }
    }

    private static void CheckItems(Schema schema, JsonArray list, string path, List<string> errors)
    {
        if (schema.ListType == ListType.Atomic)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < list.Count; index++)
        {
            var missing = schema.Keys.FirstOrDefault(
                key => (list[index] as JsonObject)?[key] is null
                    && schema.Items?.Property(key) is not { Default: not null } and not { Schema.Default: not null });
            if (schema.ListType == ListType.Map && missing is not null && seen.Count == 0 && schema.Keys.Count == 1)
            {
                errors.Add($"{path}: element {index}: associative list with keys has an element that omits key field \"{missing}\" (and doesn't have default value)");
                return;
            }

            var element = FieldPath.Item(schema, list[index]);
            if (!seen.Add(element))
            {
                errors.Add($"{path}: duplicate entries for key {FieldPath.Display(element)}");
            }
        }
    }
}
