namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains a pod that is not ready from the pod and its events.</summary>
internal static class PodDiagnosis
{
    public static IEnumerable<Finding> Explain(KubernetesObject pod, IReadOnlyList<KubernetesObject> events)
    {
        if (pod.Json.StringAt("status", "phase") == "Failed" && pod.Json.StringAt("status", "reason") is { } reason)
        {
            string message = pod.Json.StringAt("status", "message") ?? "";
            yield return reason == "Evicted"
                ? new Finding(FindingCause.Evicted, $"{pod.Reference} was evicted: {message}", "Give the pod requests that reflect what it uses, or larger nodes.", pod.Reference)
                : new Finding(FindingCause.ContainerFailed, $"{pod.Reference} failed: {reason} {message}".TrimEnd(), null, pod.Reference);
        }

        if (pod.Json.StringAt("status", "reason") == "NodeLost")
        {
            yield return new Finding(FindingCause.NodeNotReady, $"{pod.Reference}: its node '{pod.Json.StringAt("spec", "nodeName")}' does not answer.", null, pod.Reference);
        }

        foreach (Finding finding in ContainerDiagnosis.Explain(pod))
        {
            yield return finding;
        }

        bool running = pod.Json.StringAt("status", "phase") == "Running";
        foreach (Finding finding in EventDiagnosis.Explain(events, pod.Reference))
        {
            // Of a pod that has started, what went wrong on the way is history.
            if (!running || finding.Cause is FindingCause.ReadinessProbe or FindingCause.LivenessProbe or FindingCause.StartupProbe)
            {
                yield return finding;
            }
        }
    }
}
