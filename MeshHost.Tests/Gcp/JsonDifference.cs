using System.Text.Json.Nodes;

namespace MeshHost.Tests.Gcp;

/// <summary>Where two JSON documents differ; lists of plain values are compared as sets.</summary>
internal static class JsonDifference
{
    /// <summary>The paths that differ, each as <c>path: expected, actual</c>.</summary>
    public static IEnumerable<string> Find(JsonNode? expected, JsonNode? actual, string path = "")
    {
        switch (expected, actual)
        {
            case (JsonObject left, JsonObject right):
                return left.Select(p => p.Key).Union(right.Select(p => p.Key))
                    .SelectMany(key => Find(left[key], right[key], path.Length == 0 ? key : $"{path}.{key}"));
            case (JsonArray left, JsonArray right) when left.Concat(right).All(i => i is JsonValue):
                return left.Select(Text).Order(StringComparer.Ordinal).SequenceEqual(right.Select(Text).Order(StringComparer.Ordinal)) ? [] : [Show(path, expected, actual)];
            case (JsonArray left, JsonArray right):
                return Enumerable.Range(0, Math.Max(left.Count, right.Count))
                    .SelectMany(i => Find(i < left.Count ? left[i] : null, i < right.Count ? right[i] : null, $"{path}[{i}]"));
            default:
                return Text(expected) == Text(actual) ? [] : [Show(path, expected, actual)];
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";

    private static string Show(string path, JsonNode? expected, JsonNode? actual) => $"{path}: {Text(expected)}, {Text(actual)}";
}
