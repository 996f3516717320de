using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Validation;

/// <summary>Checks built-in kinds for what their type files say: required fields and allowed values. Status is the controllers' affair.</summary>
internal static class RequiredFields
{
    public static void Check(Schema? schema, JsonNode? value, string path, List<FieldFault> faults)
    {
        if (schema is null || value is null || schema.Kind == SchemaKind.Any)
        {
            return;
        }

        switch (value)
        {
            case JsonObject json:
                CheckObject(schema, json, path, faults);
                break;
            case JsonArray list:
                for (var index = 0; index < list.Count; index++)
                {
                    Check(schema.Items, list[index], $"{path}[{index}]", faults);
                }

                break;
            default:
                if (schema.Enum.Count > 0 && value.AsText() is { Length: > 0 } text && !schema.Enum.Any(allowed => allowed.AsText() == text))
                {
                    faults.Add(FieldFault.Unsupported(path, text, schema.Enum.Select(allowed => allowed.AsText()!).Order(StringComparer.Ordinal)));
                }

                break;
        }
    }

    private static void CheckObject(Schema schema, JsonObject json, string path, List<FieldFault> faults)
    {
        foreach (var property in schema.Properties.Values)
        {
            if (path.Length == 0 && property.Name is "status" or "metadata")
            {
                continue;
            }

            var childPath = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var child = json[property.Name];
            if (property.Required && IsMissing(property.Schema, child))
            {
                faults.Add(FieldFault.Required(childPath));
            }
            else if (child is not null)
            {
                Check(property.Schema, child, childPath, faults);
            }
        }

        if (schema is { Kind: SchemaKind.Map, Items: { } values })
        {
            foreach (var (name, child) in json)
            {
                Check(values, child, $"{path}[{name}]", faults);
            }
        }
    }

    private static bool IsMissing(Schema schema, JsonNode? value) =>
        value is null
        || (schema.Kind == SchemaKind.String && value.AsText() is "")
        || (schema.Kind == SchemaKind.List && value is JsonArray { Count: 0 });
}
