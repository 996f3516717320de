using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Helm.Releases;

/// <summary>
/// The part that installs, upgrades and rollbacks share: a pending revision is written, hooks run, objects are applied, what left the
/// release is removed, and the revision becomes deployed, or failed with the reason.
/// </summary>
internal sealed class ReleaseTransaction(KubernetesClient client, ReleaseStore store, HelmClientOptions options)
{
    private static readonly TimeSpan s_cleanUpTime = TimeSpan.FromSeconds(15);

    private readonly ObjectPreparer _preparer = new(client);
    private readonly ObjectSetApplier _applier = new(client);
    private readonly HookRunner _hooks = new(client, store, options);

    /// <summary>Carries out the steps. On any failure or cancellation the revision is marked failed before the exception goes on.</summary>
    /// <returns>What was removed because it left the release.</returns>
    public async Task<IReadOnlyList<ObjectReference>> RunAsync(
        ReleaseSteps steps, IReadOnlyList<StoredRelease> history, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var leftovers = await ReleaseContents.ObjectsAsync(ReleaseContents.Leftovers(history), _preparer, cancellationToken).ConfigureAwait(false);
        var set = ReleaseSet.Options(
            options, steps.Record.Name, steps.Record.Namespace, steps.TakeOwnership, steps.ForceConflicts, steps.Timeout, leftovers);
        var session = await PrepareAsync(steps, set, cancellationToken).ConfigureAwait(false);
        var stored = await store.CreateAsync(steps.Record, InstallerHeartbeat.CurrentHolder, cancellationToken).ConfigureAwait(false);
        try
        {
            var heartbeat = new InstallerHeartbeat(client, stored, options);
            await using var _ = heartbeat.ConfigureAwait(false);
            var pruned = await ApplyAsync(steps, stored, session, set, progress, cancellationToken).ConfigureAwait(false);
            foreach (var earlier in history.Where(static r => r.Status == ReleaseStatus.Deployed))
            {
                earlier.Record.SetStatus(ReleaseStatus.Superseded, ReleaseRecord.Text(earlier.Record.Info, "description"));
                await store.UpdateAsync(earlier, cancellationToken).ConfigureAwait(false);
            }

            stored.Record.SetStatus(ReleaseStatus.Deployed, steps.DoneDescription);
            await store.UpdateAsync(stored, cancellationToken).ConfigureAwait(false);
            await LimitHistoryAsync([.. history, stored], steps.HistoryLimit, cancellationToken).ConfigureAwait(false);
            return pruned;
        }
        catch (Exception e)
        {
            await MarkFailedAsync(stored, steps, e).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ApplySession> PrepareAsync(ReleaseSteps steps, ApplySetOptions set, CancellationToken cancellationToken)
    {
        try
        {
            return await _applier.PrepareAsync(steps.Objects, set, cancellationToken).ConfigureAwait(false);
        }
        catch (ForeignObjectException e)
        {
            throw new ReleaseException(e.Message, e) { Object = e.Objects.Keys.FirstOrDefault() };
        }
    }

    private async Task<IReadOnlyList<ObjectReference>> ApplyAsync(
        ReleaseSteps steps, StoredRelease stored, ApplySession session, ApplySetOptions set, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        if (!steps.SkipHooks && steps.Hooks.Any(h => h.Events.HasFlag(steps.Before)))
        {
            await _hooks.RunAsync(steps.Before, steps.Hooks, stored, steps.Timeout, progress, cancellationToken).ConfigureAwait(false);

            // A hook may have changed the release's objects, and the cluster's kinds.
            session = await PrepareAsync(steps, set, cancellationToken).ConfigureAwait(false);
        }

        var result = await ApplyAsync(steps, session, progress, cancellationToken).ConfigureAwait(false);
        if (steps.Wait)
        {
            await WaitReadyAsync(steps, progress, cancellationToken).ConfigureAwait(false);
        }

        if (!steps.SkipHooks)
        {
            await _hooks.RunAsync(steps.After, steps.Hooks, stored, steps.Timeout, progress, cancellationToken).ConfigureAwait(false);
        }

        return [.. result.Objects.Where(static o => o.Outcome == ApplyOutcome.Pruned).Select(static o => o.Object)];
    }

    private static async Task<ApplyResult> ApplyAsync(
        ReleaseSteps steps, ApplySession session, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await session.ApplyAsync(ProgressForwarder.For(progress, ReleasePhase.Applying, steps.Objects.Count), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e)
        {
            throw new ReleaseException($"release {steps.Record.Namespace}/{steps.Record.Name}: {e.Message}", e) { IsTransient = e.IsTransient };
        }
        catch (NotReadyException e)
        {
            // A definition that is not yet served.
            throw new ReleaseException($"release {steps.Record.Namespace}/{steps.Record.Name}: {e.Message}", e) { IsTransient = true };
        }
    }

    private async Task WaitReadyAsync(ReleaseSteps steps, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var waiter = new ReadinessWaiter(client, options.TimeProvider);
        try
        {
            await waiter.WaitAsync(
                [.. steps.Objects.Select(static o => o.Reference)], new ReadinessWaitOptions { Timeout = steps.Timeout },
                ProgressForwarder.For(progress, ReleasePhase.Waiting), cancellationToken).ConfigureAwait(false);
        }
        catch (NotReadyException e)
        {
            throw new ReleaseException($"release {steps.Record.Namespace}/{steps.Record.Name} did not become ready: {e.Message}", e)
            {
                Object = e.Objects.Count > 0 ? e.Objects[0].Object : null,
                IsTransient = e.IsTransient,
            };
        }
    }

    private async Task MarkFailedAsync(StoredRelease stored, ReleaseSteps steps, Exception cause)
    {
        var reason = cause is OperationCanceledException ? "the operation was cancelled" : cause.Message;
        stored.Record.SetStatus(ReleaseStatus.Failed, $"{steps.FailedDescription}: {reason}");
        // The caller's token may be what ended the operation; the record is written all the same, but not for ever.
        using var limit = new CancellationTokenSource(s_cleanUpTime, options.TimeProvider);
        try
        {
            await store.UpdateAsync(stored, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KubernetesApiException or OperationCanceledException or HttpRequestException)
        {
            // The cause matters more. The record stays pending without a sign of life, which the next installer recognises.
        }
    }

    private async Task LimitHistoryAsync(List<StoredRelease> history, int limit, CancellationToken cancellationToken)
    {
        if (limit <= 0)
        {
            return;
        }

        foreach (var old in history.SkipLast(limit).Where(static r => r.Record.Status != ReleaseStatus.Deployed))
        {
            await store.DeleteAsync(old, cancellationToken).ConfigureAwait(false);
        }
    }
}
