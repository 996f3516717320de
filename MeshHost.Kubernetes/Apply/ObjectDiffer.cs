using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Compares two states of an object field by field, leaving out what the server keeps for itself.</summary>
internal static class ObjectDiffer
{
    private const string Hidden = "(not shown)";

    public static List<FieldDifference> Compare(KubernetesObject? live, KubernetesObject desired)
    {
        List<FieldDifference> differences = [];
        Compare("", Significant(live?.Json), Significant(desired.Json), differences);
        if (desired.Kind == "Secret" && desired.GroupVersionKind.Group.Length == 0)
        {
            return [.. differences.Select(Hide)];
        }

        return differences;
    }

    private static FieldDifference Hide(FieldDifference difference) =>
        difference.Path.StartsWith("data", StringComparison.Ordinal) || difference.Path.StartsWith("stringData", StringComparison.Ordinal)
            ? new FieldDifference(difference.Path, difference.Live is null ? null : Hidden, difference.Desired is null ? null : Hidden)
            : difference;

    private static JsonObject? Significant(JsonObject? json)
    {
        if (json is null)
        {
            return null;
        }

        JsonObject copy = [];
        foreach ((string name, JsonNode? value) in json)
        {
            if (name is "apiVersion" or "kind" or "status")
            {
                continue;
            }

            copy[name] = value?.DeepClone();
        }

        if (copy["metadata"] is JsonObject metadata)
        {
            foreach (string own in new[] { "managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink", "name", "namespace" })
            {
                metadata.Remove(own);
            }
        }

        return copy;
    }

    private static void Compare(string path, JsonNode? live, JsonNode? desired, List<FieldDifference> differences)
    {
        if (JsonNode.DeepEquals(live, desired))
        {
            return;
        }

        if ((live ?? desired) is JsonObject && live is JsonObject or null && desired is JsonObject or null)
        {
            JsonObject before = live as JsonObject ?? [];
            JsonObject after = desired as JsonObject ?? [];
            if (before.Count + after.Count == 0)
            {
                differences.Add(new FieldDifference(path, Text(live), Text(desired)));
            }

            foreach (string name in before.Select(member => member.Key).Union(after.Select(member => member.Key)))
            {
                string step = name.Contains('.', StringComparison.Ordinal) ? name.Replace(".", "\\.", StringComparison.Ordinal) : name;
                Compare(path.Length == 0 ? step : $"{path}.{step}", before[name], after[name], differences);
            }

            return;
        }

        if (live is JsonArray liveItems && desired is JsonArray desiredItems && liveItems.Count == desiredItems.Count)
        {
            for (int i = 0; i < liveItems.Count; i++)
            {
                Compare($"{path}[{i}]", liveItems[i], desiredItems[i], differences);
            }

            return;
        }

        differences.Add(new FieldDifference(path, Text(live), Text(desired)));
    }

    private static string? Text(JsonNode? node) => node?.ToJsonString();
}
