using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Evaluates the selector of an object; an absent or empty one selects everything.</summary>
internal static class LabelSelector
{
    public static bool Matches(JsonObject? selector, IReadOnlyDictionary<string, string> labels) =>
        (selector.ObjectAt("matchLabels") ?? []).All(label => labels.GetValueOrDefault(label.Key) == label.Value.AsString())
        && selector.ItemsAt("matchExpressions").All(expression => Meets(expression, labels));

    private static bool Meets(JsonNode expression, IReadOnlyDictionary<string, string> labels)
    {
        string? value = labels.GetValueOrDefault(expression.StringAt("key") ?? "");
        bool listed = value is not null && expression.ItemsAt("values").Any(item => item.AsString() == value);
        return expression.StringAt("operator") switch
        {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
