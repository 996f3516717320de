using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>The fields that a configuration states, and the differences of two objects, as sets of paths.</summary>
internal static class FieldSetBuilder
{
    /// <summary>
    /// Fields of built-in types that are present in every object of their type even when empty. Adding something below them does not
    /// add them, so that nobody owns them.
    /// </summary>
    private static readonly HashSet<string> s_alwaysPresent = ["metadata", "spec", "status", "template", "strategy", "updateStrategy", "jobTemplate"];

    /// <summary>The set of a configuration that is applied: leaves, list items, keys of maps and empty objects.</summary>
    public static FieldSet Of(Schema? schema, JsonNode? value)
    {
        var set = new FieldSet();
        Collect(schema, value, set);
        return set;
    }

    public static FieldDifference Compare(Schema? schema, JsonNode? before, JsonNode? after)
    {
        var difference = new FieldDifference(new FieldSet(), new FieldSet(), new FieldSet());
        Compare(schema, before, after, before is not null, after is not null, difference, present: true);
        return difference;
    }

    /// <summary>Whether a value is owned as a whole.</summary>
    public static bool IsLeaf(Schema? schema, JsonNode? value) => value switch
    {
        JsonObject => schema is { Atomic: true },
        JsonArray => schema is not { Kind: SchemaKind.List } || schema.ListType == ListType.Atomic,
        _ => true,
    };

    private static void Collect(Schema? schema, JsonNode? value, FieldSet set)
    {
        if (IsLeaf(schema, value))
        {
            set.IsMember = true;
            return;
        }

        if (value is JsonObject json)
        {
            foreach (var (name, child) in json)
            {
                var childSet = new FieldSet();
                Collect(schema?.Child(name), child, childSet);
                if (child is null or JsonObject { Count: 0 } || schema is not { Kind: SchemaKind.Object } || !schema.Properties.ContainsKey(name))
                {
                    childSet.IsMember = true;
                }

                set.Attach(FieldPath.Field(name), childSet);
            }
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                var itemSet = set.At(FieldPath.Item(schema!, item));
                Collect(schema!.Items, item, itemSet);
                itemSet.IsMember = true;
            }
        }
    }

    private static void Compare(
        Schema? schema, JsonNode? before, JsonNode? after, bool existed, bool exists, FieldDifference difference, bool present)
    {
        if (IsLeaf(schema, before ?? after) || IsLeaf(schema, after ?? before) || (IsHollow(before) && IsHollow(after)))
        {
            if (!existed)
            {
                difference.Added.IsMember = true;
            }
            else if (!exists)
            {
                difference.Removed.IsMember = true;
            }
            else if (!JsonNode.DeepEquals(before, after))
            {
                difference.Modified.IsMember = true;
            }

            return;
        }

        if (before is JsonArray || after is JsonArray)
        {
            CompareLists(schema!, before as JsonArray, after as JsonArray, difference);
        }
        else
        {
            CompareObjects(schema, before as JsonObject, after as JsonObject, difference);
        }

        if (!existed && !present)
        {
            difference.Added.IsMember = true;
        }
        else if (!exists && !present)
        {
            difference.Removed.IsMember = true;
        }
    }

    private static bool IsHollow(JsonNode? value) => value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static void CompareObjects(Schema? schema, JsonObject? before, JsonObject? after, FieldDifference difference)
    {
        foreach (var name in Names(before).Union(Names(after)))
        {
            JsonNode? old = null;
            JsonNode? now = null;
            var existed = before is not null && before.TryGetPropertyValue(name, out old);
            var exists = after is not null && after.TryGetPropertyValue(name, out now);
            if (existed && exists && JsonNode.DeepEquals(old, now))
            {
                continue;
            }

            Descend(
                FieldPath.Field(name), schema?.Child(name), old, now, existed, exists, difference, schema?.TypeName is not null && s_alwaysPresent.Contains(name));
        }

        static IEnumerable<string> Names(JsonObject? json) => json is null ? [] : json.Select(pair => pair.Key);
    }

    private static void CompareLists(Schema schema, JsonArray? before, JsonArray? after, FieldDifference difference)
    {
        var old = Index(before);
        var now = Index(after);
        foreach (var element in old.Keys.Union(now.Keys))
        {
            var existed = old.TryGetValue(element, out var oldItem);
            var exists = now.TryGetValue(element, out var newItem);
            if (existed && exists && JsonNode.DeepEquals(oldItem, newItem))
            {
                continue;
            }

            Descend(element, schema.Items, oldItem, newItem, existed, exists, difference, present: false);
        }

        Dictionary<string, JsonNode?> Index(JsonArray? list)
        {
            var index = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            foreach (var item in list ?? [])
            {
                index[FieldPath.Item(schema, item)] = item;
            }

            return index;
        }
    }

    private static void Descend(
        string element, Schema? schema, JsonNode? before, JsonNode? after, bool existed, bool exists, FieldDifference difference, bool present)
    {
        var below = new FieldDifference(new FieldSet(), new FieldSet(), new FieldSet());
        Compare(schema, before, after, existed, exists, below, present);
        difference.Added.Attach(element, below.Added);
        difference.Modified.Attach(element, below.Modified);
        difference.Removed.Attach(element, below.Removed);
    }
}
