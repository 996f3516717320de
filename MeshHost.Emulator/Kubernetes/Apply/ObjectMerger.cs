using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>Merges an applied configuration into a live object, and takes owned fields out again.</summary>
internal static class ObjectMerger
{
    /// <summary>The live value with what the configuration states in place of its own. Neither input is changed.</summary>
    public static JsonNode? Merge(Schema? schema, JsonNode? live, JsonNode? wanted)
    {
        if (live is null || wanted is null || FieldSetBuilder.IsLeaf(schema, wanted) || live.GetType() != wanted.GetType())
        {
            return wanted?.DeepClone();
        }

        return wanted is JsonObject wantedObject
            ? MergeObjects(schema, (JsonObject)live, wantedObject)
            : MergeLists(schema!, (JsonArray)live, (JsonArray)wanted);
    }

    /// <summary>Removes the members of <paramref name="set"/> from <paramref name="value"/>, in place.</summary>
    public static void Remove(Schema? schema, JsonNode? value, FieldSet set)
    {
        if (value is JsonObject json && schema is not { Atomic: true })
        {
            foreach (var (element, child) in set.Children)
            {
                if (element[0] != 'f' || !json.TryGetPropertyValue(element[2..], out var field))
                {
                    continue;
                }

                Remove(schema?.Child(element[2..]), field, child);
                var emptied = field is JsonObject { Count: 0 } or JsonArray { Count: 0 } && child.Children.Count > 0;
                if (child.IsMember || emptied)
                {
                    json.Remove(element[2..]);
                }
            }
        }
        else if (value is JsonArray list && !FieldSetBuilder.IsLeaf(schema, value))
        {
            for (var index = list.Count - 1; index >= 0; index--)
            {
                if (set.Children.TryGetValue(FieldPath.Item(schema!, list[index]), out var child))
                {
                    if (child.IsMember)
                    {
                        list.RemoveAt(index);
                    }
                    else
                    {
                        Remove(schema!.Items, list[index], child);
                    }
                }
            }
        }
    }

    private static JsonObject MergeObjects(Schema? schema, JsonObject live, JsonObject wanted)
    {
        var merged = (JsonObject)live.DeepClone();
        foreach (var (name, value) in wanted)
        {
            merged[name] = Merge(schema?.Child(name), live[name], value);
        }

        return merged;
    }

    /// <summary>Items follow the configuration's order; items that only the live object has keep their place between them.</summary>
    private static JsonArray MergeLists(Schema schema, JsonArray live, JsonArray wanted)
    {
        var liveItems = Index(live);
        var wantedItems = Index(wanted);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var merged = new JsonArray();
        var (l, w) = (0, 0);
        while (l < liveItems.Count || w < wantedItems.Count)
        {
            if (l < liveItems.Count && (done.Contains(liveItems[l].Element) || !wantedItems.Any(item => item.Element == liveItems[l].Element)))
            {
                if (done.Add(liveItems[l].Element))
                {
                    merged.Add(liveItems[l].Item?.DeepClone());
                }

                l++;
                continue;
            }

            if (w >= wantedItems.Count)
            {
                break;
            }

            var (element, item) = wantedItems[w++];
            if (done.Add(element))
            {
                merged.Add(Merge(schema.Items, liveItems.Find(entry => entry.Element == element).Item, item));
            }
        }

        return merged;

        List<(string Element, JsonNode? Item)> Index(JsonArray list) => [.. list.Select(item => (FieldPath.Item(schema, item), item))];
    }
}
