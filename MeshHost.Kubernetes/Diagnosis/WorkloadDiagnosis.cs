using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains workloads and custom resources by their own conditions.</summary>
internal static class WorkloadDiagnosis
{
    public static IEnumerable<Finding> Explain(KubernetesObject obj)
    {
        ObjectReference about = obj.Reference;
        foreach (JsonNode condition in obj.Json.ItemsAt("status", "conditions"))
        {
            string type = condition.StringAt("type") ?? "";
            string status = condition.StringAt("status") ?? "";
            string message = condition.StringAt("message") ?? "";
            string reason = condition.StringAt("reason") ?? "";
            if (type == "ReplicaFailure" && status == "True")
            {
                yield return MessageDiagnosis.Explain(message, about) ?? new Finding(FindingCause.Other, $"{about}: {message}", null, about);
            }
            else if (reason == "ProgressDeadlineExceeded")
            {
                yield return new Finding(FindingCause.RolloutDeadline, $"{about}: {message}", "See its pods.", about);
            }
            else if (obj.GroupVersionKind is { Group: "batch", Kind: "Job" } && type == "Failed" && status == "True")
            {
                yield return new Finding(FindingCause.JobFailed, $"{about} failed for good: {reason}: {message}", "See its pods' logs; a Job must be deleted before it can run again.", about);
            }
            else if (obj.GroupVersionKind is { Group: "", Kind: "Node" } && type == "Ready" && status != "True")
            {
                yield return new Finding(FindingCause.NodeNotReady, $"{about} is not ready: {reason}: {message}", null, about);
            }
            else if (obj.GroupVersionKind is { Group: "apiregistration.k8s.io" } && type == "Available" && status != "True")
            {
                yield return new Finding(FindingCause.ApiServiceUnavailable, $"{about} is not available: {reason}: {message}", "See the service behind it.", about);
            }
        }
    }

    /// <summary>For kinds that nothing more is known of: the conditions that are not met.</summary>
    public static IEnumerable<Finding> ExplainConditions(KubernetesObject obj)
    {
        foreach (JsonNode condition in obj.Json.ItemsAt("status", "conditions").Where(condition => condition.StringAt("status") == "False"))
        {
            string message = condition.StringAt("message") ?? "";
            yield return MessageDiagnosis.Explain(message, obj.Reference)
                ?? new Finding(FindingCause.Condition, $"{obj.Reference}: {condition.StringAt("type")} is False: {condition.StringAt("reason")}: {message}", null, obj.Reference);
        }
    }
}
