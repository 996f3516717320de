using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Diagnosis;

namespace MeshHost.Helm.Releases;

/// <summary>Explains why a hook's object does not succeed. An explanation is a courtesy: whatever goes wrong with it hides nothing.</summary>
internal sealed class HookDiagnosis(KubernetesClient client)
{
    private static readonly GroupVersionKind s_pod = new("", "v1", "Pod");

    private readonly ClusterDiagnostician _diagnostician = new(client);

    /// <summary>Reads what can be found now. A Job that is gone already may have left pods behind.</summary>
    public async Task<IReadOnlyList<Finding>> FindAsync(KubernetesObject obj, CancellationToken cancellationToken)
    {
        try
        {
            var findings = await FindAsync(obj.Reference, cancellationToken).ConfigureAwait(false);
            if (findings.Count > 0 || obj.Kind != "Job")
            {
                return findings;
            }

            var left = new List<Finding>();
            foreach (var pod in await PodsAsync(client, obj, cancellationToken).ConfigureAwait(false))
            {
                left.AddRange(await FindAsync(pod.Reference, cancellationToken).ConfigureAwait(false));
            }

            return left;
        }
        catch (KubernetesApiException)
        {
            return [];
        }
    }

    /// <summary>Explains in one text, which starts with a space, or with nothing where nothing is found.</summary>
    public async Task<string> ExplainAsync(KubernetesObject obj, IReadOnlyList<Finding> earlier, CancellationToken cancellationToken)
    {
        var findings = await FindAsync(obj, cancellationToken).ConfigureAwait(false);
        // What was found of the pods while they were there is lost with them.
        var all = findings.Any(static f => f.Object?.Kind.Kind == "Pod") ? findings : [.. findings, .. earlier];
        return string.Concat(all.Select(static f => f.Message).Distinct().Select(static m => " " + m));
    }

    /// <summary>The pods of a Job, by its own selector.</summary>
    public static async Task<IReadOnlyList<KubernetesObject>> PodsAsync(KubernetesClient client, KubernetesObject job, CancellationToken cancellationToken)
    {
        if (job["spec.selector.matchLabels"] is not System.Text.Json.Nodes.JsonObject { Count: > 0 } labels)
        {
            return [];
        }

        var selector = string.Join(',', labels.Select(static l => $"{l.Key}={l.Value}"));
        return await client.ListAsync(s_pod, job.Namespace, new ListOptions { LabelSelector = selector }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Finding>> FindAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        var diagnosis = await _diagnostician.DiagnoseAsync(reference, cancellationToken).ConfigureAwait(false);
        return [.. diagnosis.Findings.Where(static f => f.Cause != FindingCause.NotFound)];
    }
}
