namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains Services: load balancers without an address, selectors without a pod.</summary>
internal static class ServiceDiagnosis
{
    public static IEnumerable<Finding> Explain(KubernetesObject service, IReadOnlyList<KubernetesObject> events, IReadOnlyList<KubernetesObject> pods)
    {
        ObjectReference about = service.Reference;
        Finding[] fromEvents = [.. EventDiagnosis.Explain(events, about)];
        foreach (Finding finding in fromEvents)
        {
            yield return finding;
        }

        bool pending = service.Json.StringAt("spec", "type") == "LoadBalancer" && !service.Json.ItemsAt("status", "loadBalancer", "ingress").Any();
        if (pending && fromEvents.All(finding => finding.Cause != FindingCause.LoadBalancerPending))
        {
            yield return new Finding(
                FindingCause.LoadBalancerPending,
                $"{about}: its load balancer has no address yet.",
                "On GKE this takes about a minute; a cluster without a cloud provider (kind) needs cloud-provider-kind or MetalLB.",
                about);
        }

        if (service.Json.ObjectAt("spec", "selector") is { Count: > 0 } selector && !pods.Any(IsReady))
        {
            string labels = string.Join(",", selector.Select(label => $"{label.Key}={label.Value}"));
            string why = pods.Count == 0 ? $"no pod has the labels {labels}" : $"none of the {pods.Count} pods with the labels {labels} is ready";
            yield return new Finding(FindingCause.NoEndpoints, $"{about} has nothing behind it: {why}.", pods.Count == 0 ? "Compare the selector with the pods' labels." : null, about);
        }
    }

    public static bool IsReady(KubernetesObject pod) => pod.Json.StringAt("metadata", "deletionTimestamp") is null
        && pod.Json.ItemsAt("status", "conditions").Any(condition => condition.StringAt("type") == "Ready" && condition.StringAt("status") == "True");
}
