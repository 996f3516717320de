using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers;

/// <summary>Matches labels against the selectors of objects.</summary>
internal static class LabelSelector
{
    /// <summary>Whether labels match a selector with <c>matchLabels</c> and <c>matchExpressions</c>. An empty one matches all, none matches nothing.</summary>
    public static bool Matches(JsonObject? selector, JsonObject? labels) =>
        selector is not null
        && (selector.Object("matchLabels") is not { } map || MatchesMap(map, labels))
        && selector.Array("matchExpressions").Objects().All(expression => MatchesExpression(expression, labels));

    /// <summary>Whether labels have all entries of a map, as the selectors of services, gateways and workloads want. An empty map matches all.</summary>
    public static bool MatchesMap(JsonObject map, JsonObject? labels) => map.All(entry => labels.Text(entry.Key) == entry.Value.AsText());

    private static bool MatchesExpression(JsonObject expression, JsonObject? labels)
    {
        var value = labels.Text(expression.Text("key") ?? "");
        var values = expression.Array("values").Texts();
        return expression.Text("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
