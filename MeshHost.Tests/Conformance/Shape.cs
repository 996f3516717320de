using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshHost.Tests.Conformance;

/// <summary>
/// What an answer has to look like: maps may hold more than is asked for, lists may not; <c>null</c> asks for absence,
/// <c>"*"</c> for anything, <c>"~x"</c> for a match of the regular expression x, and a map <c>{$has: x}</c> for a list that holds x.
/// </summary>
internal static class Shape
{
    public static string? Difference(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case null:
                return actual is null ? null : $"{path}: expected nothing, found {Excerpt(actual)}";
            case JsonObject has when has.Count == 1 && has.ContainsKey("$has"):
                return actual is JsonArray candidates && candidates.Any(candidate => Difference(has["$has"], candidate, path) is null)
                    ? null
                    : $"{path}: expected a list with {Excerpt(has["$has"])}, found {Excerpt(actual)}";
            case JsonObject map:
                if (actual is not JsonObject actualMap)
                {
                    return $"{path}: expected a map, found {Excerpt(actual)}";
                }

                return map.Select(member => Difference(member.Value, actualMap[member.Key], $"{path}.{member.Key}")).FirstOrDefault(difference => difference is not null);
            case JsonArray list:
                if (actual is not JsonArray actualList || actualList.Count != list.Count)
                {
                    return $"{path}: expected {list.Count} items, found {Excerpt(actual)}";
                }

                return list.Select((item, index) => Difference(item, actualList[index], $"{path}[{index}]")).FirstOrDefault(difference => difference is not null);
            default:
                return ScalarDifference((JsonValue)expected, actual, path);
        }
    }

    private static string? ScalarDifference(JsonValue expected, JsonNode? actual, string path)
    {
        if (expected.GetValueKind() == JsonValueKind.String)
        {
            string text = expected.GetValue<string>();
            string? found = actual is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : actual?.ToJsonString();
            if (text == "*" ? actual is not null : text.StartsWith('~') ? found is not null && Regex.IsMatch(found, text[1..], RegexOptions.Singleline) : found == text)
            {
                return null;
            }
        }
        else if (JsonNode.DeepEquals(expected, actual))
        {
            return null;
        }

        return $"{path}: expected {Excerpt(expected)}, found {Excerpt(actual)}";
    }

    private static string Excerpt(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "nothing";
        return text.Length > 300 ? text[..300] + "..." : text;
    }
}
