using System.Collections.Concurrent;
using System.Diagnostics;
using MeshHost.Kubernetes.Diagnosis;

namespace MeshHost.Kubernetes.Readiness;

/// <summary>Waits until objects are ready, with one watch per kind however many objects there are.</summary>
/// <param name="client">The cluster.</param>
/// <param name="time">The clock; the system's when absent.</param>
public sealed class ReadinessWaiter(KubernetesClient client, TimeProvider? time = null)
{
    private const int DiagnosedObjects = 10;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Waits until every object is ready.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="options">How long to wait.</param>
    /// <param name="progress">Told of each change of an object's readiness.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when all are ready.</returns>
    /// <exception cref="NotReadyException">An object failed, or the time is over.</exception>
    public async Task WaitAsync(
        IReadOnlyList<ObjectReference> objects, ReadinessWaitOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(options);
        using Activity? activity = KubernetesTelemetry.Source.StartActivity("wait until ready");
        activity?.SetTag("k8s.objects.count", objects.Count);
        ConcurrentDictionary<ObjectReference, ReadinessResult> states = new();
        foreach (ObjectReference reference in objects)
        {
            states[reference] = new ReadinessResult(ReadinessState.NotFound, "not looked at yet");
        }

        using CancellationTokenSource timeout = new(options.Timeout, _time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            List<Task> watches = [.. objects.GroupBy(reference => reference.Kind).Select(kind => WatchKindAsync(kind.Key, [.. kind], states, options, progress, linked.Token))];
            await RunAllAsync(watches, linked).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            NotReadyException exception = await ExplainAsync(states, $"not ready after {options.Timeout.TotalSeconds:0} s", options, cancellationToken).ConfigureAwait(false);
            activity.Fail(exception);
            throw exception;
        }
        catch (FailedObjectException)
        {
            NotReadyException exception = await ExplainAsync(states, "not ready, and will not get ready by waiting", options, cancellationToken).ConfigureAwait(false);
            activity.Fail(exception);
            throw exception;
        }
    }

    private static async Task RunAllAsync(List<Task> watches, CancellationTokenSource all)
    {
        List<Task> running = [.. watches];
        try
        {
            while (running.Count > 0)
            {
                Task done = await Task.WhenAny(running).ConfigureAwait(false);
                running.Remove(done);
                await done.ConfigureAwait(false);
            }
        }
        catch
        {
            await all.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task WatchKindAsync(
        GroupVersionKind kind,
        ObjectReference[] wanted,
        ConcurrentDictionary<ObjectReference, ReadinessResult> states,
        ReadinessWaitOptions options,
        IProgress<ObjectProgress>? progress,
        CancellationToken cancellationToken)
    {
        ApiResource resource = await client.Discovery.ResolveAsync(kind, cancellationToken).ConfigureAwait(false);
        Dictionary<(string?, string), ObjectReference> missing = [];
        foreach (ObjectReference reference in wanted)
        {
            missing[(resource.Namespaced ? reference.Namespace ?? "default" : null, reference.Name)] = reference;
        }

        Dictionary<(string?, string), ObjectReference> all = new(missing);
        string?[] namespaces = [.. all.Keys.Select(key => key.Item1).Distinct()];
        // Several namespaces are watched as one; a single object is not paid for with a list of all its neighbours.
        string? ns = namespaces.Length == 1 ? namespaces[0] : null;
        WatchOptions watch = new() { FieldSelector = wanted.Length == 1 ? $"metadata.name={wanted[0].Name}" : null };
        await foreach (WatchEvent change in client.WatchAsync(kind, ns, watch, cancellationToken).ConfigureAwait(false))
        {
            if (change.Object is { } obj && all.TryGetValue((obj.Namespace, obj.Name), out ObjectReference? reference))
            {
                ReadinessResult result = change.Type == WatchEventType.Deleted
                    ? new ReadinessResult(ReadinessState.NotFound, "was deleted")
                    : ObjectReadiness.Evaluate(obj);
                Report(reference, result, states, progress);
                if (result.State == ReadinessState.Ready)
                {
                    missing.Remove((obj.Namespace, obj.Name));
                }
                else
                {
                    missing[(obj.Namespace, obj.Name)] = reference;
                }

                if (result.State == ReadinessState.Failed && options.FailFast)
                {
                    throw new FailedObjectException();
                }
            }

            if (change.Type == WatchEventType.Synced)
            {
                foreach (ObjectReference absent in missing.Values.Where(absent => states[absent].State == ReadinessState.NotFound))
                {
                    Report(absent, new ReadinessResult(ReadinessState.NotFound, "does not exist yet"), states, progress);
                }
            }

            if (missing.Count == 0)
            {
                return;
            }
        }
    }

    private static void Report(
        ObjectReference reference, ReadinessResult result, ConcurrentDictionary<ObjectReference, ReadinessResult> states, IProgress<ObjectProgress>? progress)
    {
        if (states[reference] != result)
        {
            states[reference] = result;
            progress?.Report(new ObjectProgress(reference, result.State.ToString(), result.Message));
            if (result.State == ReadinessState.Ready && Pending(states) is { } pending)
            {
                // The last report is what a person sees of the wait: it names what is waited for, not what is ready.
                progress?.Report(pending);
            }
        }
    }

    private static ObjectProgress? Pending(ConcurrentDictionary<ObjectReference, ReadinessResult> states)
    {
        foreach ((ObjectReference reference, ReadinessResult result) in states
            .Where(state => state.Value.State != ReadinessState.Ready).OrderBy(state => state.Key.ToString(), StringComparer.Ordinal).Take(1))
        {
            return new ObjectProgress(reference, result.State.ToString(), result.Message);
        }

        return null;
    }

    private async Task<NotReadyException> ExplainAsync(
        ConcurrentDictionary<ObjectReference, ReadinessResult> states, string reason, ReadinessWaitOptions options, CancellationToken cancellationToken)
    {
        ClusterDiagnostician diagnostician = new(client);
        List<NotReadyObject> objects = [];
        foreach ((ObjectReference reference, ReadinessResult result) in states.Where(state => state.Value.State != ReadinessState.Ready).OrderByDescending(state => state.Value.State == ReadinessState.Failed))
        {
            Diagnosis.Diagnosis? diagnosis = options.Diagnose && objects.Count < DiagnosedObjects
                ? await diagnostician.TryDiagnoseAsync(reference, cancellationToken).ConfigureAwait(false)
                : null;
            objects.Add(new NotReadyObject(reference, result, diagnosis));
        }

        return new NotReadyException(objects, reason);
    }

    /// <summary>Ends the wait from within one of its watches.</summary>
    private sealed class FailedObjectException : Exception;
}
