using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>Deletes objects in the given order and, if asked, waits until they are gone.</summary>
internal sealed class ObjectRemover(KubernetesClient client, HelmClientOptions options)
{
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_lastPoll = TimeSpan.FromSeconds(2);

    /// <returns>The objects that were there and are deleted.</returns>
    public async Task<List<ObjectReference>> DeleteAsync(
        IReadOnlyList<ObjectReference> objects, bool wait, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var deleted = new List<ObjectReference>();
        foreach (var reference in objects)
        {
            using var activity = HelmTelemetry.Source.StartActivity("delete object");
            activity?.SetTag("k8s.object.kind", reference.Kind.Kind);
            activity?.SetTag("k8s.object.name", reference.Name);
            activity?.SetTag("k8s.namespace.name", reference.Namespace);
            try
            {
                if (await client.DeleteAsync(reference, new DeleteOptions { Propagation = DeletePropagation.Background }, cancellationToken).ConfigureAwait(false))
                {
                    deleted.Add(reference);
                    progress?.Report(new ReleaseProgress(ReleasePhase.Deleting, $"{reference} deleted")
                    {
                        Object = reference,
                        Completed = deleted.Count,
                        Total = objects.Count,
                    });
                }
            }
            catch (KubernetesApiException e)
            {
                activity.Fail(e);
                throw new ReleaseException($"{reference} could not be deleted: {e.Message}", e) { Object = reference, IsTransient = e.IsTransient };
            }
        }

        if (wait)
        {
            await WaitGoneAsync(deleted, timeout, progress, cancellationToken).ConfigureAwait(false);
        }

        return deleted;
    }

    private async Task WaitGoneAsync(
        List<ObjectReference> deleted, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var started = options.TimeProvider.GetTimestamp();
        var delay = s_firstPoll;
        foreach (var reference in deleted)
        {
            var reported = false;
            while (await client.FindAsync(reference, cancellationToken).ConfigureAwait(false) is { } live)
            {
                var finalizers = string.Join(", ", (live["metadata.finalizers"] as JsonArray ?? []).Select(static f => f?.ToString()));
                var blocked = finalizers.Length > 0 ? $"finalizers remain: {finalizers}" : "it is still there";
                if (options.TimeProvider.GetElapsedTime(started) >= timeout)
                {
                    throw new ReleaseException($"{reference} was not gone within {timeout.TotalSeconds:0} seconds: {blocked}") { Object = reference, IsTransient = true };
                }

                if (!reported)
                {
                    reported = true;
                    progress?.Report(new ReleaseProgress(ReleasePhase.Deleting, $"{reference}: {blocked}") { Object = reference });
                }

                await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
                delay = delay * 2 < s_lastPoll ? delay * 2 : s_lastPoll;
            }
        }
    }
}
