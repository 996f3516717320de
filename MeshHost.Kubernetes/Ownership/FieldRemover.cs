using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Ownership;

/// <summary>Takes fields out of an object.</summary>
internal static class FieldRemover
{
    /// <summary>Removes fields, unless others keep something within them.</summary>
    public static void Remove(JsonNode? value, FieldSet fields, FieldSet kept)
    {
        switch (value)
        {
            case JsonObject map:
                foreach ((string element, FieldSet below) in fields.Children)
                {
                    if (!element.StartsWith("f:", StringComparison.Ordinal) || !map.TryGetPropertyValue(element[2..], out JsonNode? field))
                    {
                        continue;
                    }

                    FieldSet? keptBelow = kept.Find(element);
                    Remove(field, below, keptBelow ?? new FieldSet());
                    bool emptied = below.Children.Count > 0 && field is JsonObject { Count: 0 } or JsonArray { Count: 0 };
                    if (keptBelow is null && (below.IsMember || emptied))
                    {
                        map.Remove(element[2..]);
                    }
                }

                break;
            case JsonArray items:
                foreach ((string element, FieldSet below) in fields.Children)
                {
                    if (FieldElement.FindItem(items, element) is not { } item)
                    {
                        continue;
                    }

                    if (kept.Find(element) is { } keptBelow)
                    {
                        Remove(item, below, keptBelow);
                    }
                    else
                    {
                        items.Remove(item);
                    }
                }

                break;
            default:
                break;
        }
    }
}
