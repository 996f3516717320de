using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Readiness;

/// <summary>Reads <c>status.conditions</c>.</summary>
internal static class Conditions
{
    public static JsonNode? Find(KubernetesObject obj, string type) =>
        obj.Json.ItemsAt("status", "conditions").FirstOrDefault(condition => condition.StringAt("type") == type);

    public static bool IsTrue(KubernetesObject obj, string type) => Find(obj, type).StringAt("status") == "True";

    public static bool IsFalse(KubernetesObject obj, string type) => Find(obj, type).StringAt("status") == "False";

    /// <summary>Reason and message of a condition: <c>MinimumReplicasUnavailable: Deployment does not have minimum availability.</c></summary>
    public static string Describe(JsonNode? condition)
    {
        string? reason = condition.StringAt("reason");
        string? message = condition.StringAt("message");
        return (reason, message) switch
        {
            (null or "", null or "") => $"{condition.StringAt("type")} is {condition.StringAt("status")}",
            (_, null or "") => reason,
            (null or "", _) => message,
            _ => $"{reason}: {message}",
        };
    }
}
