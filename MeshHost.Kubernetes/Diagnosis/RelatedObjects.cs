using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Reads what belongs to an object: its events, its pods, what remains in a namespace.</summary>
internal sealed class RelatedObjects(KubernetesClient client)
{
    private static readonly GroupVersionKind s_pod = new("", "v1", "Pod");

    public async Task<IReadOnlyList<KubernetesObject>> EventsAsync(KubernetesObject obj, CancellationToken cancellationToken)
    {
        string selector = $"involvedObject.kind={obj.Kind},involvedObject.name={obj.Name}";
        IReadOnlyList<KubernetesObject> events = await client.ListAsync(
            new("", "v1", "Event"), obj.Namespace ?? "default", new ListOptions { FieldSelector = selector }, cancellationToken).ConfigureAwait(false);
        // An object of the same name may have existed before: its events are not about this one.
        return [.. events.Where(item => item.Json.StringAt("involvedObject", "uid") is not { Length: > 0 } uid || uid == obj.Uid)];
    }

    public async Task<IReadOnlyList<KubernetesObject>> PodsOfServiceAsync(KubernetesObject service, CancellationToken cancellationToken) =>
        service.Json.ObjectAt("spec", "selector") is { Count: > 0 } selector
            ? await client.ListAsync(s_pod, service.Namespace, new ListOptions { LabelSelector = Format(selector) }, cancellationToken).ConfigureAwait(false)
            : [];

    public async Task<IReadOnlyList<KubernetesObject>> PodsOfWorkloadAsync(KubernetesObject workload, CancellationToken cancellationToken) =>
        workload.Json.ObjectAt("spec", "selector", "matchLabels") is { Count: > 0 } selector
            ? await client.ListAsync(s_pod, workload.Namespace, new ListOptions { LabelSelector = Format(selector) }, cancellationToken).ConfigureAwait(false)
            : [];

    public async Task<IReadOnlyList<KubernetesObject>> ReplicaSetsAsync(KubernetesObject deployment, CancellationToken cancellationToken)
    {
        if (deployment.Json.ObjectAt("spec", "selector", "matchLabels") is not { Count: > 0 } selector)
        {
            return [];
        }

        IReadOnlyList<KubernetesObject> sets = await client.ListAsync(
            new("apps", "v1", "ReplicaSet"), deployment.Namespace, new ListOptions { LabelSelector = Format(selector) }, cancellationToken).ConfigureAwait(false);
        return [.. sets.Where(set => set.Json.ItemsAt("metadata", "ownerReferences").Any(owner => owner.StringAt("uid") == deployment.Uid))];
    }

    /// <summary>Why a pod lacks the sidecar that it should have; <see langword="null"/> when it has it, or should not.</summary>
    public async Task<Finding?> FindMissingSidecarAsync(KubernetesObject pod, CancellationToken cancellationToken)
    {
        try
        {
            KubernetesObject? ns = await client.GetAsync(new ObjectReference(new("", "v1", "Namespace"), pod.Namespace ?? "default", null), cancellationToken).ConfigureAwait(false);
            return InjectionDiagnosis.IsSuspect(pod, ns)
                ? InjectionDiagnosis.Explain(pod, ns, await client.ListAsync(
                    new("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration"), null, null, cancellationToken).ConfigureAwait(false))
                : null;
        }
        catch (KubernetesApiException)
        {
            return null; // whoever may not read the cluster's webhooks is told the rest all the same
        }
    }

    /// <summary>The challenges of the authority that are under way beside a Certificate.</summary>
    public async Task<IReadOnlyList<KubernetesObject>> ChallengesAsync(KubernetesObject certificate, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ListAsync(new("acme.cert-manager.io", "v1", "Challenge"), certificate.Namespace, null, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException)
        {
            return []; // not every installation has the ACME kinds, or lets them be read
        }
    }

    /// <summary>The messages of an object's events and conditions.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(reference, cancellationToken).ConfigureAwait(false) is not { } obj)
        {
            return [];
        }

        IReadOnlyList<KubernetesObject> events = await EventsAsync(obj, cancellationToken).ConfigureAwait(false);
        return
        [
            .. events.Select(item => item.Json.StringAt("message") ?? ""),
            .. obj.Json.ItemsAt("status", "conditions").Select(condition => condition.StringAt("message") ?? ""),
        ];
    }

    /// <summary>The objects that remain in a namespace that is being deleted.</summary>
    public async Task<IReadOnlyList<KubernetesObject>> RemainingAsync(KubernetesObject ns, CancellationToken cancellationToken)
    {
        if (ns.Json.StringAt("metadata", "deletionTimestamp") is null)
        {
            return [];
        }

        ConcurrentBag<KubernetesObject> remaining = [];
        IReadOnlyList<ApiResource> resources = await client.Discovery.ListAnsweringAsync(cancellationToken).ConfigureAwait(false);
        IEnumerable<ApiResource> listable = resources.Where(resource =>
            resource.Namespaced && resource.Verbs.Contains("list") && resource.Verbs.Contains("delete") && resource.Kind != "Event");
        await Parallel.ForEachAsync(listable, cancellationToken, async (resource, token) =>
        {
            try
            {
                foreach (KubernetesObject obj in await client.ListAsync(resource.GroupVersionKind, ns.Name, null, token).ConfigureAwait(false))
                {
                    remaining.Add(obj);
                }
            }
            catch (KubernetesApiException)
            {
                // An API that does not answer or may not be read is told of elsewhere: the others may well hold what keeps the namespace.
            }
        }).ConfigureAwait(false);
        // Those held by finalizers are the reason; the rest goes by itself.
        return [.. remaining.OrderByDescending(obj => obj.Json.ItemsAt("metadata", "finalizers").Any()).ThenBy(obj => obj.ToString(), StringComparer.Ordinal).DistinctBy(obj => obj.Uid)];
    }

    private static string Format(JsonObject labels) => string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"));
}
