using System.Diagnostics;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Diagnosis;

namespace MeshHost.Helm.Releases;

/// <summary>
/// Waits for the end of a hook's objects, by a watch from the moment of their creation. No state in between is missed, so that an object that is
/// removed right after its end, as <c>ttlSecondsAfterFinished</c> does, has an outcome all the same.
/// </summary>
internal sealed class HookWaiter(KubernetesClient client, HelmClientOptions options)
{
    // The longest that a timer takes is a little more.
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromDays(49);

    private readonly HookDiagnosis _diagnosis = new(client);
    private readonly VanishedHook _vanished = new(client);

    /// <summary>Waits until all objects succeed, or the first one does not.</summary>
    /// <param name="created">The objects as the server returned them on creation.</param>
    /// <param name="timeout">How long each may take.</param>
    /// <param name="progress">Told of each change of an object's state.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Succeeded or failed.</returns>
    public async Task<HookState> WaitAsync(
        IReadOnlyList<KubernetesObject> created, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = created.Select(o => WaitOneAsync(o, timeout, progress, stop.Token)).ToList();
        try
        {
            while (waits.Count > 0)
            {
                var done = await Task.WhenAny(waits).ConfigureAwait(false);
                waits.Remove(done);
                var state = await done.ConfigureAwait(false);
                if (state.Phase != HookPhase.Succeeded)
                {
                    return state;
                }
            }

            return new HookState(HookPhase.Succeeded, "");
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll((IEnumerable<Task>)waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<HookState> WaitOneAsync(KubernetesObject created, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var hook = new Watched(created);
        if (hook.State.Phase != HookPhase.Running)
        {
            return hook.State;
        }

        using var deadline = new CancellationTokenSource(timeout < s_longestTimeout ? timeout : s_longestTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        HookState end;
        try
        {
            end = await WatchAsync(hook, progress, linked.Token).ConfigureAwait(false)
                ?? await _vanished.JudgeAsync(hook.Last, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            end = new HookState(HookPhase.Failed, $"it did not end within {timeout.TotalSeconds:0} seconds ({hook.State.Message})");
        }

        // What was removed has nothing left that explains it.
        return end.Phase == HookPhase.Failed && !hook.IsDeleted
            ? end with { Diagnosis = await _diagnosis.ExplainAsync(hook.Last, hook.Findings, cancellationToken).ConfigureAwait(false) }
            : end;
    }

    /// <summary>Watches an object to its end; <see langword="null"/> where the watch had to start over and the object was gone by then.</summary>
    private async Task<HookState?> WatchAsync(Watched hook, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var reference = hook.Last.Reference;
        var reported = hook.State;
        Report(reference, reported, progress);
        await foreach (var change in client.WatchAsync(hook.Last, cancellationToken).ConfigureAwait(false))
        {
            if (change.Object is not { } live || live.Uid != hook.Last.Uid)
            {
                continue;
            }

            if (change.Type == WatchEventType.Deleted && live.ResourceVersion is null)
            {
                hook.IsDeleted = true;
                return null;
            }

            var failedBefore = HookOutcome.FailedPods(hook.Last);
            hook.See(live);
            if (hook.State.Phase != HookPhase.Running)
            {
                return hook.State;
            }

            if (change.Type == WatchEventType.Deleted || live["metadata.deletionTimestamp"] is not null)
            {
                // A program that is told to stop may still exit with 0; that is not the end that was waited for.
                hook.IsDeleted = true;
                return new HookState(HookPhase.Failed, "it was deleted while it ran");
            }

            if (hook.State != reported)
            {
                reported = hook.State;
                Report(reference, reported, progress);
            }

            if (live["spec.ttlSecondsAfterFinished"] is not null && HookOutcome.FailedPods(live) > failedBefore)
            {
                // Its pods go with it, as soon as it fails: they are looked at while they are there.
                hook.Findings = await _diagnosis.FindAsync(live, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new UnreachableException("The watch of a hook ended by itself.");
    }

    private static void Report(ObjectReference reference, HookState state, IProgress<ReleaseProgress>? progress)
        => progress?.Report(new ReleaseProgress(ReleasePhase.Hooks, $"{reference}: {state.Message}") { Object = reference });

    /// <summary>A hook's object as it was seen last, and what was found of it on the way.</summary>
    private sealed class Watched(KubernetesObject created)
    {
        public KubernetesObject Last { get; private set; } = created;

        public HookState State { get; private set; } = HookOutcome.Evaluate(created);

        public IReadOnlyList<Finding> Findings { get; set; } = [];

        public bool IsDeleted { get; set; }

        public void See(KubernetesObject live)
        {
            Last = live;
            State = HookOutcome.Evaluate(live);
        }
    }
}
