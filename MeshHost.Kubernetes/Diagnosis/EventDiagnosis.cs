namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains an object by the events that were recorded about it, the latest first.</summary>
internal static class EventDiagnosis
{
    public static IEnumerable<Finding> Explain(IEnumerable<KubernetesObject> events, ObjectReference about)
    {
        foreach (KubernetesObject item in events.OrderByDescending(LastSeen, StringComparer.Ordinal))
        {
            string message = item.Json.StringAt("message") ?? item.Json.StringAt("note") ?? "";
            if (item.Json.StringAt("type") == "Warning" && ExplainOne(item.Json.StringAt("reason") ?? "", message, about) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? ExplainOne(string reason, string message, ObjectReference about)
    {
        if (MessageDiagnosis.Explain(message, about) is { } known)
        {
            return known;
        }

        switch (reason)
        {
            case "Unhealthy" when message.StartsWith("Readiness", StringComparison.Ordinal):
                return new Finding(FindingCause.ReadinessProbe, $"{about}: {message.Trim()}", "Look at what the probe asks, and at the container's log.", about);
            case "Unhealthy" when message.StartsWith("Liveness", StringComparison.Ordinal):
                return new Finding(FindingCause.LivenessProbe, $"{about}: {message.Trim()}", "The container is restarted for it: give it more time (initialDelaySeconds, a startup probe), or correct the probe.", about);
            case "Unhealthy" when message.StartsWith("Startup", StringComparison.Ordinal):
                return new Finding(FindingCause.StartupProbe, $"{about}: {message.Trim()}", "Raise failureThreshold, or correct the probe.", about);
            case "FailedMount" or "FailedAttachVolume" or "FailedMapVolume":
                return new Finding(FindingCause.VolumeMount, $"{about}: {message.Trim()}", null, about);
            case "ProvisioningFailed":
                return new Finding(FindingCause.ProvisioningFailed, $"{about}: {message.Trim()}", "Check the storage class and the disk quota of the project.", about);
            case "SyncLoadBalancerFailed" or "CreatingLoadBalancerFailed":
                return new Finding(FindingCause.LoadBalancerPending, $"{about}: {message.Trim()}", "Check the project's quota of addresses and forwarding rules, and the node service account's permissions.", about);
            case "Evicted":
                return new Finding(FindingCause.Evicted, $"{about}: {message.Trim()}", "Give the pod requests that reflect what it uses, or larger nodes.", about);
            case "FailedCreate" or "FailedCreatePodSandBox" or "FailedDelete" or "BackoffLimitExceeded" or "FailedKillPod":
                return new Finding(FindingCause.Other, $"{about}: {message.Trim()}", null, about);
            default:
                return null;
        }
    }

    private static string LastSeen(KubernetesObject item) =>
        item.Json.StringAt("series", "lastObservedTime") ?? item.Json.StringAt("lastTimestamp") ?? item.Json.StringAt("eventTime") ?? item.Json.StringAt("metadata", "creationTimestamp") ?? "";
}
