using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Apply;

/// <summary>
/// Decides from a live object alone whether applying would change anything. The server records which fields a manager applied
/// (<c>managedFields</c>): applying changes nothing when that record names exactly the fields that are to be applied, and each of them has its value.
/// A field that somebody else changed since is not in the record any more, so that drift shows even where the values were to agree.
/// </summary>
internal static class OwnedFields
{
    // Either side of doubt falls on "apply it": then the server decides, and only a request was lost.
    public static bool AreAsApplied(JsonObject desired, KubernetesObject live, string fieldManager)
    {
        JsonNode? entry = live.Json.ItemsAt("metadata", "managedFields").FirstOrDefault(fields =>
            fields.StringAt("manager") == fieldManager && fields.StringAt("operation") == "Apply" && string.IsNullOrEmpty(fields.StringAt("subresource")));
        if (entry is null)
        {
            // An object of nothing but a name (a plain Namespace) leaves no record: it is as applied by being there.
            return RootMatches([], desired, live.Json);
        }

        return entry.ObjectAt("fieldsV1") is { } owned
            && entry.StringAt("apiVersion") == desired.StringAt("apiVersion")
            && RootMatches(owned, desired, live.Json);
    }

    /// <summary>Whether a manager applied a certain label, rather than it having been copied from another object.</summary>
    public static bool OwnsLabel(KubernetesObject live, string fieldManager, string label) =>
        live.Json.ItemsAt("metadata", "managedFields").Any(fields =>
            fields.StringAt("manager") == fieldManager
            && fields.StringAt("operation") == "Apply"
            && fields.ObjectAt("fieldsV1", "f:metadata", "f:labels")?.ContainsKey($"f:{label}") == true);

    private static bool RootMatches(JsonObject owned, JsonObject desired, JsonObject live)
    {
        int matched = 0;
        foreach ((string name, JsonNode? value) in desired)
        {
            if (name is "apiVersion" or "kind" || value is null)
            {
                continue;
            }

            if (name == "metadata" && !value.AsObject().Any(IsOwnMetadata))
            {
                continue;
            }

            bool matches = owned[$"f:{name}"] is JsonObject fields
                && (name == "metadata"
                    ? live[name] is JsonObject metadata && MapMatches(fields, Count(fields), value.AsObject().Where(IsOwnMetadata), metadata)
                    : Matches(fields, value, live[name]));
            if (!matches)
            {
                return false;
            }

            matched++;
        }

        return matched == Count(owned);
    }

    /// <summary>Whether a manager can own a part of the metadata: the name, and what the server writes, are never recorded.</summary>
    private static bool IsOwnMetadata(KeyValuePair<string, JsonNode?> member) => member.Value is not null && member.Key is not
        ("name" or "namespace" or "creationTimestamp" or "managedFields" or "resourceVersion" or "uid" or "generation" or "selfLink");

    private static bool Matches(JsonObject owned, JsonNode? desired, JsonNode? live)
    {
        if (desired is null || live is null)
        {
            return false;
        }

        int children = Count(owned);
        if (children == 0)
        {
            return LeafMatches(desired, live);
        }

        return (desired, live) switch
        {
            (JsonObject map, JsonObject liveMap) => MapMatches(owned, children, map, liveMap),
            (JsonArray list, JsonArray liveList) => ListMatches(owned, children, list, liveList),
            _ => false,
        };
    }

    private static bool MapMatches(JsonObject owned, int children, IEnumerable<KeyValuePair<string, JsonNode?>> desired, JsonObject live)
    {
        int matched = 0;
        foreach ((string name, JsonNode? value) in desired)
        {
            if (value is null)
            {
                continue;
            }

            if (owned[$"f:{name}"] is not JsonObject fields || !Matches(fields, value, live[name]))
            {
                return false;
            }

            matched++;
        }

        return matched == children;
    }

    private static bool ListMatches(JsonObject owned, int children, JsonArray desired, JsonArray live)
    {
        if (desired.Count != children)
        {
            return false;
        }

        foreach ((string key, JsonNode? fields) in owned)
        {
            if (key == ".")
            {
                continue;
            }

            bool matches = key[..2] switch
            {
                "k:" => ItemMatches(JsonNode.Parse(key.AsSpan(2).ToString()) as JsonObject, (JsonObject)fields!, desired, live),
                "v:" => Contains(desired, JsonNode.Parse(key[2..])) && Contains(live, JsonNode.Parse(key[2..])),
                _ => false,
            };
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }

    private static bool ItemMatches(JsonObject? key, JsonObject owned, JsonArray desired, JsonArray live)
    {
        if (key is null || Find(live, key, lenient: false) is not { } liveItem)
        {
            return false;
        }

        // A part of the key that is not given (a port's protocol) is what the server filled in.
        if (Find(desired, key, lenient: true) is not { } item)
        {
            return false;
        }

        int defaulted = key.Count(part => item[part.Key] is null && owned.ContainsKey($"f:{part.Key}"));
        return Count(owned) == 0 || MapMatches(owned, Count(owned) - defaulted, item, liveItem);
    }

    private static JsonObject? Find(JsonArray items, JsonObject key, bool lenient) => items.OfType<JsonObject>().FirstOrDefault(item =>
        key.All(part => item[part.Key] is { } value ? JsonNode.DeepEquals(value, part.Value) : lenient));

    private static bool Contains(JsonArray items, JsonNode? value) => items.Any(item => JsonNode.DeepEquals(item, value));

    /// <summary>A value owned as a whole. The server may have added defaults within it; nobody else may have written there.</summary>
    private static bool LeafMatches(JsonNode desired, JsonNode live)
    {
        switch (desired)
        {
            case JsonObject map:
                return live is JsonObject liveMap && map.All(member => member.Value is null || (liveMap[member.Key] is { } value && LeafMatches(member.Value, value)));
            case JsonArray list:
                if (live is not JsonArray liveList || liveList.Count != list.Count)
                {
                    return false;
                }

                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is not { } item ? liveList[i] is not null : liveList[i] is not { } liveItem || !LeafMatches(item, liveItem))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return desired.GetValueKind() == live.GetValueKind() && (desired.GetValueKind() == JsonValueKind.String
                    ? desired.GetValue<string>() == live.GetValue<string>()
                    : JsonNode.DeepEquals(desired, live));
        }
    }

    private static int Count(JsonObject owned) => owned.ContainsKey(".") ? owned.Count - 1 : owned.Count;
}
