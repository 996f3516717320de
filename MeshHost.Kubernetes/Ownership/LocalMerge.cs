using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Ownership;

/// <summary>
/// Estimates an apply without the server, for a plan of what the server refuses as things are now: declared fields over the live ones, items of keyed
/// lists matched by the keys that the managers' entries name.
/// </summary>
internal static class LocalMerge
{
    public static KubernetesObject Merge(JsonObject desired, KubernetesObject live)
    {
        FieldSet known = FieldManager.ReadAll(live).Aggregate(new FieldSet(), (union, manager) => union.Union(manager.Fields));
        return new KubernetesObject((JsonObject)Merge(desired, live.Json, known)!);
    }

    private static JsonNode? Merge(JsonNode? desired, JsonNode? live, FieldSet known) => (desired, live) switch
    {
        (JsonObject map, JsonObject liveMap) => MergeMaps(map, liveMap, known),
        (JsonArray list, JsonArray liveList) when known.Children.Keys.Select(FieldElement.Keys).OfType<JsonObject>().FirstOrDefault() is { } keys => MergeItems(list, liveList, keys, known),
        _ => desired?.DeepClone(),
    };

    private static JsonObject MergeMaps(JsonObject desired, JsonObject live, FieldSet known)
    {
        JsonObject merged = (JsonObject)live.DeepClone();
        foreach ((string name, JsonNode? value) in desired)
        {
            merged[name] = Merge(value, live[name], known.Find(FieldElement.Field(name)) ?? new FieldSet());
        }

        return merged;
    }

    private static JsonArray MergeItems(JsonArray desired, JsonArray live, JsonObject keys, FieldSet known)
    {
        List<JsonNode?> left = [.. live];
        JsonArray merged = [];
        foreach (JsonNode? item in desired)
        {
            JsonNode? match = left.FirstOrDefault(candidate => item is JsonObject wanted && candidate is JsonObject present
                && keys.All(key => wanted[key.Key] is not { } value || JsonNode.DeepEquals(value, present[key.Key])));
            left.Remove(match);
            FieldSet below = match is JsonObject found
                ? known.Children.FirstOrDefault(child => FieldElement.Keys(child.Key) is { } element && FieldElement.Matches(found, element, lenient: false)).Value ?? new FieldSet()
                : new FieldSet();
            merged.Add(Merge(item, match, below));
        }

        foreach (JsonNode? item in left)
        {
            merged.Add(item?.DeepClone());
        }

        return merged;
    }
}
