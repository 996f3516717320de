using System.Text.Json.Nodes;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Waits until definitions are established and their paths answer.</summary>
internal sealed class DefinitionWaiter(KubernetesClient client, TimeSpan timeout)
{
    public static bool IsDefinition(GroupVersionKind kind) => kind is { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" };

    /// <summary>Whether the cluster holds a definition that says it serves a kind, in that version.</summary>
    public static async Task<bool> IsDefinedAsync(KubernetesClient client, GroupVersionKind kind, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<KubernetesObject> definitions = await client
                .ListAsync(new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition"), null, null, cancellationToken).ConfigureAwait(false);
            return definitions.Any(definition => definition.Json.StringAt("spec", "group") == kind.Group
                && definition.Json.StringAt("spec", "names", "kind") == kind.Kind
                && definition.Json.ItemsAt("spec", "versions").Any(version => version.StringAt("name") == kind.Version && version.BoolAt("served")));
        }
        catch (KubernetesApiException)
        {
            return false; // the unknown kind itself is the failure to report
        }
    }

    /// <param name="definitions">All definitions.</param>
    /// <param name="changed">Those that this apply made or changed.</param>
    /// <param name="progress">Told of each definition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(
        IReadOnlyList<ObjectReference> definitions, IReadOnlyList<KubernetesObject> changed, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        ReadinessWaiter waiter = new(client, client.Time);
        await waiter.WaitAsync(definitions, new ReadinessWaitOptions { Timeout = timeout }, progress, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(changed.Select(definition => ServeAsync(definition, cancellationToken))).ConfigureAwait(false);
        if (changed.Count > 0)
        {
            client.Discovery.Invalidate();
        }
    }

    /// <summary>Waits until a definition's paths answer: the server needs another moment after it has called the definition established.</summary>
    private async Task ServeAsync(KubernetesObject definition, CancellationToken cancellationToken)
    {
        if (definition.Json.ObjectAt("spec") is not { } spec || spec.StringAt("group") is not { } group || spec.StringAt("names", "kind") is not { } kind)
        {
            return;
        }

        long started = client.Time.GetTimestamp();
        RetryDelay delay = new();
        foreach (JsonNode? version in (spec["versions"] as JsonArray ?? []).Where(version => (bool?)version?["served"] == true))
        {
            GroupVersionKind served = new(group, (string)version!["name"]!, kind);
            for (int attempt = 0; client.Time.GetElapsedTime(started) < timeout && !await AnswersAsync(served, cancellationToken).ConfigureAwait(false); attempt++)
            {
                await Task.Delay(delay.For(attempt, null), client.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> AnswersAsync(GroupVersionKind kind, CancellationToken cancellationToken)
    {
        try
        {
            await client.ListAsync(kind, null, new ListOptions { PageSize = 1 }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (KubernetesApiException exception)
        {
            // Who may not list them is refused by a path that is there.
            return exception is not NoKindMatchException && exception.StatusCode != 404;
        }
    }
}
