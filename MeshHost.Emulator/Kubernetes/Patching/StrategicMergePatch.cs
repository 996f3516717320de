using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Patching;

/// <summary>
/// Strategic merge patch: a merge patch that merges lists by the key their type names, with directives: <c>$patch</c> (replace, delete,
/// merge), <c>$retainKeys</c>, <c>$deleteFromPrimitiveList/x</c> and <c>$setElementOrder/x</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string DeleteFromList = "$deleteFromPrimitiveList/";
    private const string ElementOrder = "$setElementOrder/";

    public static JsonObject Apply(Schema? schema, JsonObject original, JsonObject patch)
    {
        switch (patch.Text("$patch"))
        {
            case "replace":
                var replacement = patch.Copy();
                replacement.Remove("$patch");
                return replacement;
            case "delete":
                return [];
        }

        var result = original.Copy();
        if (patch.Array("$retainKeys") is { } retained)
        {
            var keep = retained.Texts().ToHashSet(StringComparer.Ordinal);
            foreach (var name in result.Select(field => field.Key).Where(name => !keep.Contains(name)).ToList())
            {
                result.Remove(name);
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeleteFromList, StringComparison.Ordinal))
            {
                DeletePrimitives(result, name[DeleteFromList.Length..], value as JsonArray);
            }
            else if (name[0] != '$')
            {
                var child = schema?.Property(name)?.Schema ?? schema?.Child(name);
                MergeField(child, result, name, value);
                if (IsMerged(child) && value is JsonArray items && !patch.ContainsKey(ElementOrder + name))
                {
                    Reorder(child, result, name, original[name] as JsonArray, items);
                }
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(ElementOrder, StringComparison.Ordinal) && value is JsonArray order)
            {
                var field = name[ElementOrder.Length..];
                Reorder(schema?.Child(field), result, field, original[field] as JsonArray, order);
            }
        }

        return result;
    }

    private static bool IsMerged(Schema? schema) => schema is { Kind: SchemaKind.List } and ({ MergeKey: not null } or { ListType: ListType.Set });

    private static void MergeField(Schema? schema, JsonObject result, string name, JsonNode? value)
    {
        switch (value)
        {
            case null:
                result.Remove(name);
                break;
            case JsonObject changes:
                var before = result[name] as JsonObject ?? [];
                var removes = changes.Text("$patch") == "delete";
                var merged = Apply(schema, before, changes);
                if (removes)
                {
                    result.Remove(name);
                }
                else
                {
                    result[name] = merged;
                }

                break;
            case JsonArray items when schema is { Kind: SchemaKind.List, MergeKey: not null }:
                result[name] = MergeByKey(schema, result[name] as JsonArray, items);
                break;
            case JsonArray items when schema is { Kind: SchemaKind.List, ListType: ListType.Set }:
                result[name] = MergeSet(result[name] as JsonArray, items);
                break;
            default:
                result[name] = value.DeepClone();
                break;
        }
    }

    private static JsonArray MergeByKey(Schema schema, JsonArray? original, JsonArray patch)
    {
        if (patch.Objects().Any(item => item.Count == 1 && item.Text("$patch") == "replace"))
        {
            return new JsonArray([.. patch.Objects().Where(item => !item.ContainsKey("$patch")).Select(item => item.DeepClone())]);
        }

        var key = schema.MergeKey!;
        var result = new List<JsonObject>(original.Objects().Select(item => item.Copy()));
        foreach (var item in patch.Objects())
        {
            var identity = item[key];
            if (identity is null)
            {
                throw ApiErrors.BadRequest($"map: {item.ToJson()} does not contain declared merge key: {key}");
            }

            var index = result.FindIndex(candidate => JsonNode.DeepEquals(candidate[key], identity));
            if (item.Text("$patch") == "delete")
            {
                result.RemoveAll(candidate => JsonNode.DeepEquals(candidate[key], identity));
            }
            else if (index >= 0)
            {
                result[index] = Apply(schema.Items, result[index], item);
            }
            else
            {
                result.Add(Apply(schema.Items, [], item));
            }
        }

        return new JsonArray([.. result]);
    }

    private static JsonArray MergeSet(JsonArray? original, JsonArray patch)
    {
        var result = original is null ? [] : (JsonArray)original.DeepClone();
        foreach (var item in patch.Where(item => !result.Any(existing => JsonNode.DeepEquals(existing, item))).ToList())
        {
            result.Add(item?.DeepClone());
        }

        return result;
    }

    private static void DeletePrimitives(JsonObject result, string name, JsonArray? values)
    {
        if (result[name] is JsonArray list)
        {
            foreach (var item in list.Where(item => values?.Any(value => JsonNode.DeepEquals(value, item)) == true).ToList())
            {
                list.Remove(item);
            }
        }
    }

    /// <summary>
    /// Orders a merged list as the real server does: items that the order names are in its order, others keep theirs, and where the two
    /// meet, the place in the list before the patch decides. What the patch adds comes first.
    /// </summary>
    private static List<JsonNode?> Order(List<JsonNode?> merged, List<JsonNode?> before, List<JsonNode?> order)
    {
        var named = new Queue<JsonNode?>(merged.Where(item => Position(order, item) >= 0).OrderBy(item => Position(order, item)));
        var others = new Queue<JsonNode?>(merged.Where(item => Position(order, item) < 0).OrderBy(item => Position(before, item)));
        var result = new List<JsonNode?>(merged.Count);
        while (named.Count > 0 && others.Count > 0)
        {
            var (namedAt, otherAt) = (Position(before, named.Peek()), Position(before, others.Peek()));
            result.Add(namedAt >= 0 && otherAt >= 0 && otherAt < namedAt ? others.Dequeue() : named.Dequeue());
        }

        return [.. result, .. named, .. others];

        static int Position(List<JsonNode?> list, JsonNode? item) => list.FindIndex(candidate => JsonNode.DeepEquals(candidate, item));
    }

    /// <summary>Orders the list by what identifies its items.</summary>
    private static void Reorder(Schema? schema, JsonObject result, string name, JsonArray? original, IEnumerable<JsonNode?> order)
    {
        if (result[name] is not JsonArray list)
        {
            return;
        }

        var key = schema?.MergeKey;
        var items = list.ToList();
        var identities = items.Select(Identity).ToList();
        var ordered = Order(identities, [.. (original ?? []).Select(Identity)], [.. order.Select(Identity)]);
        result[name] = new JsonArray([.. ordered.Select(identity => items[identities.IndexOf(identity)]?.DeepClone())]);

        JsonNode? Identity(JsonNode? item) => key is not null && item is JsonObject json ? json[key] : item;
    }
}
