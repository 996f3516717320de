using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains why a pod that should have Istio's sidecar has none: by the labels, the namespace, the revisions and the injection webhooks.</summary>
internal static class InjectionDiagnosis
{
    private const string InjectLabel = "sidecar.istio.io/inject";
    private const string NamespaceLabel = "istio-injection";
    private const string RevisionLabel = "istio.io/rev";
    private const string Proxy = "istio-proxy";
    private const string WebhookSuffix = "sidecar-injector.istio.io";

    /// <summary>Whether the pod looks as if injection was meant and did not happen; only then the cluster has to be asked more.</summary>
    public static bool IsSuspect(KubernetesObject pod, KubernetesObject? ns)
    {
        if (UsesAuto(pod))
        {
            return true;
        }

        return !HasProxy(pod) && !OptsOut(pod) && (pod.Labels.GetValueOrDefault(InjectLabel) == "true" || pod.Labels.ContainsKey(RevisionLabel)
            || ns?.Labels.GetValueOrDefault(NamespaceLabel) == "enabled" || (ns?.Labels.ContainsKey(RevisionLabel) == true && ns.Labels.GetValueOrDefault(NamespaceLabel) != "disabled"));
    }

    public static Finding? Explain(KubernetesObject pod, KubernetesObject? ns, IReadOnlyList<KubernetesObject> webhookConfigurations)
    {
        if (!IsSuspect(pod, ns))
        {
            return null;
        }

        (string why, string remedy) = Reason(pod, ns, webhookConfigurations);
        string what = UsesAuto(pod)
            ? $"{pod.Reference} has the image 'auto', which Istio's injector replaces: the injection did not happen"
            : $"{pod.Reference} has no sidecar, although injection is on";
        return new Finding(FindingCause.NotInjected, $"{what}: {why}.", remedy, pod.Reference);
    }

    private static (string Why, string Remedy) Reason(KubernetesObject pod, KubernetesObject? ns, IReadOnlyList<KubernetesObject> configurations)
    {
        if (OptsOut(pod))
        {
            return pod.Json.BoolAt("spec", "hostNetwork")
                ? ("it uses the host's network, where there is no sidecar", "Run it in a network of its own.")
                : ($"it is labelled {InjectLabel}=false", "Remove that label from its template.");
        }

        if (ns?.Labels.GetValueOrDefault(NamespaceLabel) == "disabled")
        {
            return ($"the namespace is labelled {NamespaceLabel}=disabled", $"Label the namespace {NamespaceLabel}=enabled, and restart its workloads.");
        }

        List<(KubernetesObject Configuration, JsonNode Webhook)> injectors =
        [
            .. configurations.SelectMany(configuration => configuration.Json.ItemsAt("webhooks").Select(webhook => (configuration, webhook)))
                .Where(pair => pair.webhook.StringAt("name")?.EndsWith(WebhookSuffix, StringComparison.Ordinal) == true),
        ];
        if (injectors.Count == 0)
        {
            return ("the cluster has no injection webhook", "Install istiod (its MutatingWebhookConfiguration 'istio-sidecar-injector') first, and restart the workload.");
        }

        List<(KubernetesObject Configuration, JsonNode Webhook)> matching =
        [
            .. injectors.Where(pair => LabelSelector.Matches(pair.Webhook.ObjectAt("namespaceSelector"), NamespaceLabels(ns))
                && LabelSelector.Matches(pair.Webhook.ObjectAt("objectSelector"), pod.Labels)),
        ];
        if (matching.Count > 0)
        {
            KubernetesObject served = matching[0].Configuration;
            bool later = string.CompareOrdinal(served.Json.StringAt("metadata", "creationTimestamp"), pod.Json.StringAt("metadata", "creationTimestamp")) > 0;
            string policy = matching[0].Webhook.StringAt("failurePolicy") == "Ignore" ? ", and the webhook lets pods pass when it does not answer (failurePolicy: Ignore)" : "";
            return later
                ? ($"the pod is older than the injector '{served.Name}'", "Restart its workload.")
                : ($"the injector '{served.Name}' would take it now, so that the label was set after the pod was made or the injector did not answer then{policy}", "Restart its workload.");
        }

        string[] revisions = [.. injectors.Select(pair => pair.Configuration.Labels.GetValueOrDefault(RevisionLabel) ?? "default").Distinct().Order(StringComparer.Ordinal)];
        string offered = string.Join(", ", revisions.Select(revision => $"'{revision}'"));
        string? wanted = pod.Labels.GetValueOrDefault(RevisionLabel) ?? (ns?.Labels.ContainsKey(NamespaceLabel) == true ? null : ns?.Labels.GetValueOrDefault(RevisionLabel));
        if (wanted is not null)
        {
            return ($"no injector serves the revision '{wanted}' ({RevisionLabel}); there is {offered}", $"Set {RevisionLabel} to a revision that is installed, and restart the workload.");
        }

        return ns?.Labels.GetValueOrDefault(NamespaceLabel) == "enabled"
            ? ($"the namespace asks for the default revision ({NamespaceLabel}=enabled), and the injectors are of {offered}", $"Label the namespace {RevisionLabel}=<revision> in place of {NamespaceLabel}.")
            : ($"the namespace '{pod.Namespace}' is not labelled for injection", $"Label it {NamespaceLabel}=enabled or {RevisionLabel}=<revision> ({offered}), and restart the workload.");
    }

    private static Dictionary<string, string> NamespaceLabels(KubernetesObject? ns)
    {
        Dictionary<string, string> labels = new(ns?.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        labels.TryAdd("kubernetes.io/metadata.name", ns?.Name ?? "");
        return labels;
    }

    private static bool OptsOut(KubernetesObject pod) =>
        pod.Labels.GetValueOrDefault(InjectLabel) == "false" || pod.Annotations.GetValueOrDefault(InjectLabel) == "false" || pod.Json.BoolAt("spec", "hostNetwork");

    private static bool UsesAuto(KubernetesObject pod) => Containers(pod).Any(container => container.StringAt("image") == "auto");

    private static bool HasProxy(KubernetesObject pod) => Containers(pod).Any(container => container.StringAt("name") == Proxy);

    private static IEnumerable<JsonNode> Containers(KubernetesObject pod) => pod.Json.ItemsAt("spec", "containers").Concat(pod.Json.ItemsAt("spec", "initContainers"));
}
