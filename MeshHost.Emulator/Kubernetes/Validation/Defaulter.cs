using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Validation;

/// <summary>Sets the defaults that a schema states, in place: those of a field where it is missing, then those below it.</summary>
internal static class Defaulter
{
    public static void Apply(Schema? schema, JsonNode? value)
    {
        if (schema is null || value is null)
        {
            return;
        }

        if (value is JsonObject json)
        {
            foreach (var property in schema.Properties.Values)
            {
                var fallback = property.Default ?? property.Schema.Default;
                var exists = json.TryGetPropertyValue(property.Name, out var child);
                if (fallback is not null && (!exists || (child is null && !property.Schema.Nullable)))
                {
                    child = fallback.DeepClone();
                    json[property.Name] = child;
                }

                Apply(property.Schema, child);
            }

            if (schema.Items is { } values)
            {
                foreach (var (name, child) in json)
                {
                    if (!schema.Properties.ContainsKey(name))
                    {
                        Apply(values, child);
                    }
                }
            }
        }
        else if (value is JsonArray list && schema.Items is { } items)
        {
            foreach (var item in list)
            {
                Apply(items, item);
            }
        }
    }
}
