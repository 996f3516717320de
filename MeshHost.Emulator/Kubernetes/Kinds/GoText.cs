using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Values as Go prints them in messages: people search for these.</summary>
internal static class GoText
{
    public static string StringMap(JsonObject? map) => map is null
        ? "map[string]string(nil)"
        : $"map[string]string{{{string.Join(", ", map.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"\"{entry.Key}\":\"{entry.Value.AsText()}\""))}}}";

    public static string LabelSelector(JsonObject selector)
    {
        var expressions = selector.Array("matchExpressions") is { } list
            ? $"[]v1.LabelSelectorRequirement{{{string.Join(", ", list.Objects().Select(Requirement))}}}"
            : "[]v1.LabelSelectorRequirement(nil)";
        return $"v1.LabelSelector{{MatchLabels:{StringMap(selector.Object("matchLabels"))}, MatchExpressions:{expressions}}}";

        static string Requirement(JsonObject item) =>
            $"v1.LabelSelectorRequirement{{Key:\"{item.Text("key")}\", Operator:\"{item.Text("operator")}\", Values:[]string{{{string.Join(", ", item.Array("values").Texts().Select(value => $"\"{value}\""))}}}}}";
    }
}
