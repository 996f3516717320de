using System.Collections.Concurrent;
using System.Diagnostics;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Deletes sets of objects and watches them go.</summary>
internal sealed class ObjectSetDeleter(KubernetesClient client)
{
    /// <returns>The objects that were there.</returns>
    public async Task<IReadOnlyList<ObjectReference>> DeleteAsync(
        IReadOnlyList<ObjectReference> objects, DeleteSetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        using Activity? activity = KubernetesTelemetry.Source.StartActivity("delete objects");
        activity?.SetTag("k8s.objects.count", objects.Count);
        ConcurrentDictionary<ObjectReference, string> remaining = new();
        ConcurrentDictionary<ObjectReference, bool> deleted = new();
        ObjectReference[] distinct = [.. objects.Distinct()];
        IApplyOrder order = options.Order ?? ApplyOrder.Default;
        using CancellationTokenSource timeout = new(options.Timeout, client.Time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            // A custom resource must be gone before the controller that serves its finalizer, and a namespace after all that is in it.
            foreach (IGrouping<int, ObjectReference> wave in distinct.GroupBy(reference => order.DeletionRankOf(reference.Kind)).OrderBy(wave => wave.Key))
            {
                await DeleteWaveAsync([.. wave], options, remaining, deleted, progress, linked.Token).ConfigureAwait(false);
                if (options is { Wait: true, Order: null })
                {
                    await WaitUntilGoneAsync(remaining, progress, linked.Token).ConfigureAwait(false);
                }
            }

            if (options.Wait)
            {
                await WaitUntilGoneAsync(remaining, progress, linked.Token).ConfigureAwait(false);
            }

            return [.. distinct.Where(deleted.ContainsKey)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            DeleteTimeoutException exception = TimedOut(remaining, options);
            activity.Fail(exception);
            throw exception;
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private async Task DeleteWaveAsync(
        ObjectReference[] wave,
        DeleteSetOptions options,
        ConcurrentDictionary<ObjectReference, string> remaining,
        ConcurrentDictionary<ObjectReference, bool> deleted,
        IProgress<ObjectProgress>? progress,
        CancellationToken cancellationToken)
    {
        DeleteOptions delete = new() { Propagation = options.Propagation };
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = client.MaxConcurrentRequests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(wave, parallel, async (reference, token) =>
        {
            if (await TryDeleteAsync(reference, delete, token).ConfigureAwait(false))
            {
                deleted[reference] = true;
                remaining[reference] = "being deleted";
                progress?.Report(new ObjectProgress(reference, "Deleting", "being deleted"));
            }
        }).ConfigureAwait(false);
    }

    private async Task WaitUntilGoneAsync(ConcurrentDictionary<ObjectReference, string> remaining, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken) =>
        await Task.WhenAll(remaining.Keys.GroupBy(reference => (reference.Kind, reference.Namespace))
            .Select(group => WaitUntilGoneAsync(group.Key.Kind, group.Key.Namespace, [.. group], remaining, progress, cancellationToken))).ConfigureAwait(false);

    private async Task<bool> TryDeleteAsync(ObjectReference reference, DeleteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await client.DeleteAsync(reference, options, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException exception) when (exception.StatusCode == 409 && reference.Kind is { Group: "", Kind: "Namespace" })
        {
            return true; // already terminating
        }
    }

    private async Task WaitUntilGoneAsync(
        GroupVersionKind kind,
        string? ns,
        ObjectReference[] references,
        ConcurrentDictionary<ObjectReference, string> remaining,
        IProgress<ObjectProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (await client.Discovery.FindAnyVersionAsync(kind, cancellationToken).ConfigureAwait(false) is not { } resource)
        {
            foreach (ObjectReference reference in references)
            {
                remaining.TryRemove(reference, out _); // the definition went with its objects
            }

            return;
        }

        Dictionary<string, ObjectReference> waiting = references.ToDictionary(reference => reference.Name, StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? watched = resource.Namespaced ? ns ?? "default" : null;
        WatchOptions watch = new() { FieldSelector = references.Length == 1 ? $"metadata.name={references[0].Name}" : null };
        await foreach (WatchEvent change in client.WatchAsync(resource.GroupVersionKind, watched, watch, cancellationToken).ConfigureAwait(false))
        {
            if (change.Type == WatchEventType.Synced)
            {
                foreach (string gone in waiting.Keys.Where(name => !seen.Contains(name)).ToList())
                {
                    Gone(waiting, gone, remaining, progress);
                }
            }
            else if (change.Object is { } obj && waiting.TryGetValue(obj.Name, out ObjectReference? reference))
            {
                // One that is not being deleted is a successor of the same name: the one asked for is gone.
                if (change.Type == WatchEventType.Deleted || obj.Json.StringAt("metadata", "deletionTimestamp") is null)
                {
                    Gone(waiting, obj.Name, remaining, progress);
                }
                else
                {
                    seen.Add(obj.Name);
                    string held = ObjectReadiness.Evaluate(obj).Message;
                    if (remaining.GetValueOrDefault(reference) != held)
                    {
                        remaining[reference] = held;
                        progress?.Report(new ObjectProgress(reference, "Deleting", held));
                    }
                }
            }

            if (waiting.Count == 0)
            {
                return;
            }
        }
    }

    private static void Gone(
        Dictionary<string, ObjectReference> waiting, string name, ConcurrentDictionary<ObjectReference, string> remaining, IProgress<ObjectProgress>? progress)
    {
        if (waiting.Remove(name, out ObjectReference? reference))
        {
            remaining.TryRemove(reference, out _);
            progress?.Report(new ObjectProgress(reference, "Deleted", "gone"));
        }
    }

    private static DeleteTimeoutException TimedOut(ConcurrentDictionary<ObjectReference, string> remaining, DeleteSetOptions options)
    {
        Dictionary<ObjectReference, string> left = new(remaining);
        string list = string.Join("\n  ", left.Select(item => $"{item.Key}: {item.Value}"));
        return new DeleteTimeoutException($"{left.Count} {(left.Count == 1 ? "object is" : "objects are")} still there after {options.Timeout.TotalSeconds:0} s:\n  {list}") { Remaining = left };
    }
}
