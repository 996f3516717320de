using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Ownership;

/// <summary>One step of a path of <c>fieldsV1</c>.</summary>
internal static class FieldElement
{
    public static string Field(string name) => $"f:{name}";

    /// <summary>The keys of a list item, or <see langword="null"/> when the element is of another form.</summary>
    public static JsonObject? Keys(string element) =>
        element.StartsWith("k:", StringComparison.Ordinal) ? JsonNode.Parse(element.AsSpan(2).ToString()) as JsonObject : null;

    /// <summary>Whether a list item has the keys. With <paramref name="lenient"/>, a key that the item leaves out is what the server fills in.</summary>
    public static bool Matches(JsonObject item, JsonObject keys, bool lenient) =>
        keys.All(key => item[key.Key] is { } value ? JsonNode.DeepEquals(value, key.Value) : lenient);

    /// <summary>The item of a list that an element names.</summary>
    public static JsonNode? FindItem(JsonArray items, string element)
    {
        if (Keys(element) is { } keys)
        {
            return items.OfType<JsonObject>().FirstOrDefault(item => Matches(item, keys, lenient: false));
        }

        if (element.StartsWith("v:", StringComparison.Ordinal))
        {
            JsonNode? value = JsonNode.Parse(element.AsSpan(2).ToString());
            return items.FirstOrDefault(item => JsonNode.DeepEquals(item, value));
        }

        return null;
    }

    public static string Display(string element, bool first)
    {
        if (element.StartsWith("f:", StringComparison.Ordinal))
        {
            string name = element[2..].Replace(".", "\\.", StringComparison.Ordinal);
            return first ? name : $".{name}";
        }

        return Keys(element) is { } keys
            ? $"[{string.Join(",", keys.Select(key => $"{key.Key}={key.Value}"))}]"
            : $"[{element[2..]}]";
    }
}
