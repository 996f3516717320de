using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Forgiving reads of JSON that a server sent: a missing or differently typed value is null, never an exception.</summary>
internal static class JsonNodeExtensions
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string step in path)
        {
            node = node is JsonObject map ? map[step] : null;
        }

        return node;
    }

    public static string? StringAt(this JsonNode? node, params ReadOnlySpan<string> path) => At(node, path).AsString();

    public static long? LongAt(this JsonNode? node, params ReadOnlySpan<string> path) => At(node, path).AsLong();

    public static bool BoolAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static JsonObject? ObjectAt(this JsonNode? node, params ReadOnlySpan<string> path) => At(node, path) as JsonObject;

    public static IEnumerable<JsonNode> ItemsAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonArray items ? items.OfType<JsonNode>() : [];

    public static string? AsString(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static long? AsLong(this JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetValue(out long number))
        {
            return number;
        }

        if (value.TryGetValue(out int small))
        {
            return small;
        }

        return value.TryGetValue(out double real) && real is >= long.MinValue and <= long.MaxValue ? (long)real : null;
    }
}
