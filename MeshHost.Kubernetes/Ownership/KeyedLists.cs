using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Ownership;

/// <summary>Finds the items of keyed lists that others put in the place of declared ones.</summary>
internal static class KeyedLists
{
    /// <summary>
    /// The items that were renamed: a person who edits a port's number, which is its key, makes a new item, and the declared one is gone. The new
    /// one belongs to the editor, so that an apply adds the old one beside it. An item counts when a declared item is missing and the two agree in
    /// a field that is no key.
    /// </summary>
    public static FieldSet Renamed(JsonObject desired, JsonObject live, IReadOnlyList<FieldManager> managers, string applier) =>
        Find(desired, live, managers, applier, static (item, missing, keys) => missing.Any(wanted => Agree(wanted, item, keys)));

    /// <summary>Every item of the declared lists that is not declared and belongs to an editor.</summary>
    public static FieldSet Foreign(JsonObject desired, JsonObject live, IReadOnlyList<FieldManager> managers, string applier) =>
        Find(desired, live, managers, applier, static (_, _, _) => true);

    private static FieldSet Find(
        JsonObject desired, JsonObject live, IReadOnlyList<FieldManager> managers, string applier, Func<JsonObject, List<JsonObject>, JsonObject, bool> counts)
    {
        FieldSet found = new();
        Search search = new([.. managers.Where(manager => !manager.IsApplier(applier) && manager.Operation == FieldManager.Apply).Select(manager => manager.Fields)], counts);
        FieldSet editors = managers.Where(manager => manager.Operation == FieldManager.Update && manager.IsOfMainResource)
            .Aggregate(new FieldSet(), (union, manager) => union.Union(manager.Fields));
        FieldSet own = managers.FirstOrDefault(manager => manager.IsApplier(applier))?.Fields ?? new FieldSet();
        search.Walk(desired, live, editors, own, [], found);
        return found;
    }

    /// <summary>Whether two items have the same value in a field that is no key. Of an item that has keys alone nothing can be said against it.</summary>
    private static bool Agree(JsonObject wanted, JsonObject item, JsonObject keys)
    {
        List<KeyValuePair<string, JsonNode?>> fields = [.. wanted.Where(field => field.Value is not null && !keys.ContainsKey(field.Key))];
        return fields.Count == 0 || fields.Any(field => JsonNode.DeepEquals(field.Value, item[field.Key]));
    }

    private sealed class Search(List<FieldSet> appliers, Func<JsonObject, List<JsonObject>, JsonObject, bool> counts)
    {
        public void Walk(JsonNode? desired, JsonNode? live, FieldSet editors, FieldSet own, List<string> path, FieldSet found)
        {
            if (desired is JsonObject map && live is JsonObject liveMap)
            {
                foreach ((string name, JsonNode? value) in map)
                {
                    string element = FieldElement.Field(name);
                    if (editors.Find(element) is { } below)
                    {
                        Walk(value, liveMap[name], below, own.Find(element) ?? new FieldSet(), [.. path, element], found);
                    }
                }
            }
            else if (desired is JsonArray items && live is JsonArray liveItems)
            {
                WalkItems(items, liveItems, editors, own, path, found);
            }
        }

        private void WalkItems(JsonArray desired, JsonArray live, FieldSet editors, FieldSet own, List<string> path, FieldSet found)
        {
            List<(string Element, JsonObject Keys, JsonObject Item, FieldSet Editors)> extra = [];
            foreach ((string element, FieldSet below) in editors.Children)
            {
                if (FieldElement.Keys(element) is not { } keys || FieldElement.FindItem(live, element) is not JsonObject item)
                {
                    continue;
                }

                if (Declared(desired, keys) is { } wanted)
                {
                    Walk(wanted, item, below, own.Find(element) ?? new FieldSet(), [.. path, element], found);
                }
                else if (below.IsMember && own.Find(element) is null && !OfApplier([.. path, element]))
                {
                    extra.Add((element, keys, item, below));
                }
            }

            foreach ((string element, JsonObject keys, JsonObject item, FieldSet below) in extra)
            {
                List<JsonObject> missing = [.. desired.OfType<JsonObject>().Where(wanted => !live.OfType<JsonObject>().Any(present => SameKeys(wanted, present, keys)))];
                if (counts(item, missing, keys))
                {
                    FieldSet taken = found.Make([.. path, element]);
                    taken.IsMember = true;
                }
            }
        }

        private bool OfApplier(List<string> path) =>
            appliers.Any(fields => path.Aggregate((FieldSet?)fields, (set, element) => set?.Find(element)) is not null);

        private static JsonObject? Declared(JsonArray desired, JsonObject keys) =>
            desired.OfType<JsonObject>().FirstOrDefault(item => FieldElement.Matches(item, keys, lenient: true));

        private static bool SameKeys(JsonObject wanted, JsonObject present, JsonObject keys) =>
            keys.All(key => wanted[key.Key] is not { } value || JsonNode.DeepEquals(value, present[key.Key]));
    }
}
