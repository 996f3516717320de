namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains objects and namespaces that do not go away.</summary>
internal static class DeletionDiagnosis
{
    public static IEnumerable<Finding> Explain(KubernetesObject obj)
    {
        if (obj.Json.StringAt("metadata", "deletionTimestamp") is null)
        {
            yield break;
        }

        ObjectReference about = obj.Reference;
        string[] finalizers = [.. obj.Json.ItemsAt("metadata", "finalizers").Select(finalizer => finalizer.AsString() ?? "")];
        if (finalizers.Length > 0)
        {
            yield return new Finding(
                FindingCause.Finalizer,
                $"{about} is being deleted, and is held by {string.Join(", ", finalizers)}.",
                finalizers.Contains("foregroundDeletion") ? "Its dependants are still being deleted." : "The controller that serves the finalizer must run; if it is gone for good, remove the finalizer by hand.",
                about);
        }
    }

    /// <summary>Explains a namespace that stays in Terminating.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="remaining">The objects that remain in it.</param>
    public static IEnumerable<Finding> ExplainNamespace(KubernetesObject ns, IReadOnlyList<KubernetesObject> remaining)
    {
        if (ns.Json.StringAt("metadata", "deletionTimestamp") is null)
        {
            yield break;
        }

        if (ns.Json.ItemsAt("status", "conditions").FirstOrDefault(condition => condition.StringAt("type") == "NamespaceDeletionDiscoveryFailure") is { } discovery && discovery.StringAt("status") == "True")
        {
            yield return new Finding(
                FindingCause.ApiServiceUnavailable,
                $"{ns.Reference} cannot be emptied, because an API does not answer: {discovery.StringAt("message")}",
                "Repair or delete the APIService that is not available.",
                ns.Reference);
        }

        foreach (KubernetesObject obj in remaining.Take(10))
        {
            string[] finalizers = [.. obj.Json.ItemsAt("metadata", "finalizers").Select(finalizer => finalizer.AsString() ?? "")];
            string held = finalizers.Length == 0 ? "remains" : $"is held by {string.Join(", ", finalizers)}";
            yield return new Finding(
                FindingCause.NamespaceStuck, $"{ns.Reference} cannot end: {obj.Reference} {held}.", finalizers.Length == 0 ? null : "The controller that serves the finalizer must run.", obj.Reference);
        }

        if (remaining.Count == 0)
        {
            string message = string.Join(" ", ns.Json.ItemsAt("status", "conditions").Where(condition => condition.StringAt("status") == "True").Select(condition => condition.StringAt("message")));
            yield return new Finding(FindingCause.NamespaceStuck, $"{ns.Reference} is terminating. {message}".TrimEnd(), null, ns.Reference);
        }
    }
}
