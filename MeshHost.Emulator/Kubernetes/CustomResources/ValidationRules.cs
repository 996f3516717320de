using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Finds the CEL rules of a schema, which the emulator keeps and serves, and does not evaluate.</summary>
internal static class ValidationRules
{
    private const string Keyword = "x-kubernetes-validations";

    /// <summary>The fields at which rules stand, such as <c>spec.ports[]</c>; <c>(root)</c> is the object itself.</summary>
    public static IEnumerable<string> PathsIn(JsonNode? schema, string path = "")
    {
        if (schema is not JsonObject json)
        {
            yield break;
        }

        if (json[Keyword] is JsonArray { Count: > 0 })
        {
            yield return path.Length == 0 ? "(root)" : path;
        }

        foreach (var (name, property) in json["properties"] as JsonObject ?? [])
        {
            foreach (var found in PathsIn(property, path.Length == 0 ? name : $"{path}.{name}"))
            {
                yield return found;
            }
        }

        foreach (var found in PathsIn(json["items"], path + "[]").Concat(PathsIn(json["additionalProperties"], path + ".*")))
        {
            yield return found;
        }
    }
}
