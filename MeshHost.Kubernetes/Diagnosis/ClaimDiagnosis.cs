namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains claims that are not bound to a volume.</summary>
internal static class ClaimDiagnosis
{
    public static IEnumerable<Finding> Explain(KubernetesObject claim, IReadOnlyList<KubernetesObject> events, IReadOnlyList<KubernetesObject> classes)
    {
        if (claim.Json.StringAt("status", "phase") == "Bound")
        {
            yield break;
        }

        ObjectReference about = claim.Reference;
        string? wanted = claim.Json.StringAt("spec", "storageClassName");
        if (!string.IsNullOrEmpty(wanted) && classes.All(storage => storage.Name != wanted))
        {
            yield return new Finding(
                FindingCause.MissingStorageClass, $"{about}: the StorageClass '{wanted}' does not exist.", $"Name one of: {string.Join(", ", classes.Select(storage => storage.Name))}.", about);
            yield break;
        }

        if (wanted is null && !classes.Any(storage => storage.Annotations.GetValueOrDefault("storageclass.kubernetes.io/is-default-class") == "true"))
        {
            yield return new Finding(FindingCause.MissingStorageClass, $"{about} names no StorageClass, and the cluster has no default one.", "Set storageClassName, or mark a class as the default.", about);
            yield break;
        }

        Finding[] known = [.. EventDiagnosis.Explain(events, about)];
        foreach (Finding finding in known)
        {
            yield return finding;
        }

        if (known.Length == 0)
        {
            yield return new Finding(FindingCause.UnboundVolumeClaim, $"{about} is not bound to a volume yet.", "With the binding mode WaitForFirstConsumer it is bound when a pod that uses it is scheduled.", about);
        }
    }
}
