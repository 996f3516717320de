using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Validation;

/// <summary>Drops the fields that a schema does not know, in place.</summary>
internal static class Pruner
{
    public static void Prune(Schema? schema, JsonNode? value)
    {
        if (schema is null || value is null)
        {
            return;
        }

        if (value is JsonObject json)
        {
            foreach (var name in json.Select(pair => pair.Key).ToList())
            {
                if (schema.Child(name) is { } child)
                {
                    Prune(child, json[name]);
                }
                else if (schema.Kind == SchemaKind.Object && !schema.PreserveUnknown && !(schema.EmbeddedResource && name is "apiVersion" or "kind" or "metadata"))
                {
                    json.Remove(name);
                }
            }
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                Prune(schema.Items, item);
            }
        }
    }
}
