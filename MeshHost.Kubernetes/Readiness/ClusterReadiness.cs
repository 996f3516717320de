using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Readiness;

/// <summary>Readiness of what the cluster itself is made of.</summary>
internal static class ClusterReadiness
{
    public static ReadinessResult Namespace(KubernetesObject obj)
    {
        if (obj.Json.StringAt("metadata", "deletionTimestamp") is null)
        {
            return obj.Json.StringAt("status", "phase") is "Active" or null ? ReadinessResult.Ready("active") : ReadinessResult.InProgress("terminating");
        }

        string[] remaining =
        [
            .. obj.Json.ItemsAt("status", "conditions")
                .Where(condition => condition.StringAt("status") == "True" && condition.StringAt("type") is
                    "NamespaceContentRemaining" or "NamespaceFinalizersRemaining" or "NamespaceDeletionContentFailure" or "NamespaceDeletionDiscoveryFailure" or "NamespaceDeletionGroupVersionParsingFailure")
                .Select(condition => condition.StringAt("message") ?? condition.StringAt("type") ?? ""),
        ];
        return ReadinessResult.InProgress(remaining.Length == 0 ? "terminating" : $"terminating: {string.Join(" ", remaining)}");
    }

    public static ReadinessResult Node(KubernetesObject obj)
    {
        JsonNode? ready = Conditions.Find(obj, "Ready");
        return ready.StringAt("status") == "True"
            ? ReadinessResult.Ready()
            : ReadinessResult.InProgress(ready is null ? "the kubelet has not reported yet" : Conditions.Describe(ready));
    }

    public static ReadinessResult CustomResourceDefinition(KubernetesObject obj)
    {
        if (Conditions.IsFalse(obj, "NamesAccepted"))
        {
            return ReadinessResult.Failed(Conditions.Describe(Conditions.Find(obj, "NamesAccepted")));
        }

        return Conditions.IsTrue(obj, "Established") ? ReadinessResult.Ready("established") : ReadinessResult.InProgress("not established yet");
    }

    public static ReadinessResult ApiService(KubernetesObject obj) => Conditions.IsTrue(obj, "Available")
        ? ReadinessResult.Ready("available")
        : ReadinessResult.InProgress(Conditions.Find(obj, "Available") is { } condition ? Conditions.Describe(condition) : "not checked yet");

    public static ReadinessResult DisruptionBudget(KubernetesObject obj) =>
        (obj.Json.LongAt("status", "observedGeneration") ?? 0) >= obj.Generation
            ? ReadinessResult.Ready("observed")
            : ReadinessResult.InProgress("not observed yet");

    public static string DescribeDeletion(KubernetesObject obj)
    {
        string[] finalizers = [.. obj.Json.ItemsAt("metadata", "finalizers").Select(finalizer => finalizer.AsString() ?? "")];
        return finalizers.Length == 0 ? "being deleted" : $"being deleted, held by {string.Join(", ", finalizers)}";
    }
}
