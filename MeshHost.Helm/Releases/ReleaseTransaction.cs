using MeshHost.Helm.Rendering;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Readiness;
using ReadinessProgress = MeshHost.Kubernetes.Readiness.ObjectProgress;

namespace MeshHost.Helm.Releases;

/// <summary>
/// The part that installs, upgrades and rollbacks share: a pending revision is written, hooks run, objects are applied, what left the
/// release is removed, and the revision becomes deployed, or failed with the reason.
/// </summary>
internal sealed class ReleaseTransaction(KubernetesClient client, ReleaseStore store, HelmClientOptions options)
{
    private static readonly TimeSpan s_cleanUpTime = TimeSpan.FromSeconds(15);

    private readonly ObjectPreparer _preparer = new(client);
    private readonly ReleaseApplier _applier = new(client, options);
    private readonly ObjectRemover _remover = new(client, options);
    private readonly HookRunner _hooks = new(client, store, options);

    /// <summary>Carries out the steps. On any failure or cancellation the revision is marked failed before the exception goes on.</summary>
    /// <returns>What was removed because it left the release.</returns>
    public async Task<IReadOnlyList<ObjectReference>> RunAsync(
        ReleaseSteps steps, IReadOnlyList<StoredRelease> history, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var leftovers = await ReleaseContents.ObjectsAsync(ReleaseContents.Leftovers(history), _preparer, cancellationToken).ConfigureAwait(false);
        if (!steps.TakeOwnership)
        {
            var known = leftovers.Select(static o => o.Reference).ToHashSet();
            await _applier.CheckOwnershipAsync(steps.Objects, steps.Record.Name, steps.Record.Namespace, known, cancellationToken).ConfigureAwait(false);
        }

        var stored = await store.CreateAsync(steps.Record, InstallerHeartbeat.CurrentHolder, cancellationToken).ConfigureAwait(false);
        try
        {
            var heartbeat = new InstallerHeartbeat(client, stored, options);
            await using var _ = heartbeat.ConfigureAwait(false);
            var pruned = await ApplyAsync(steps, stored, leftovers, progress, cancellationToken).ConfigureAwait(false);
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

    private async Task<IReadOnlyList<ObjectReference>> ApplyAsync(
        ReleaseSteps steps, StoredRelease stored, List<KubernetesObject> leftovers, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        if (!steps.SkipHooks)
        {
            await _hooks.RunAsync(steps.Before, steps.Hooks, stored, steps.Timeout, progress, cancellationToken).ConfigureAwait(false);
        }

        await _applier.ApplyAsync(steps.Objects, steps.ForceConflicts, steps.Timeout, progress, cancellationToken).ConfigureAwait(false);
        var pruned = await PruneAsync(steps, leftovers, progress, cancellationToken).ConfigureAwait(false);
        if (steps.Wait)
        {
            await WaitReadyAsync(steps, progress, cancellationToken).ConfigureAwait(false);
        }

        if (!steps.SkipHooks)
        {
            await _hooks.RunAsync(steps.After, steps.Hooks, stored, steps.Timeout, progress, cancellationToken).ConfigureAwait(false);
        }

        return pruned;
    }

    private async Task<IReadOnlyList<ObjectReference>> PruneAsync(
        ReleaseSteps steps, List<KubernetesObject> leftovers, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var wanted = steps.Objects.Select(static o => o.Reference).ToHashSet();
        var gone = new List<ObjectReference>();
        foreach (var old in KindOrder.ForUninstall(leftovers.Where(o => !wanted.Contains(o.Reference)), static o => o.Kind))
        {
            // The live object decides: whoever annotated it, or took it over for another release, keeps it.
            var live = await client.FindAsync(old.Reference, cancellationToken).ConfigureAwait(false);
            if (live is null || !ObjectPreparer.IsOwnedBy(live, steps.Record.Name, steps.Record.Namespace) || ResourcePolicy.Keeps(live))
            {
                continue;
            }

            progress?.Report(new ReleaseProgress(ReleasePhase.Pruning, $"{old.Reference} is no longer part of the release") { Object = old.Reference });
            gone.Add(old.Reference);
        }

        return await _remover.DeleteAsync(gone, wait: false, steps.Timeout, progress: null, cancellationToken).ConfigureAwait(false);
    }

    private async Task WaitReadyAsync(ReleaseSteps steps, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var waiter = new ReadinessWaiter(client, options.TimeProvider);
        var forward = progress is null ? null : new Forwarder(progress);
        try
        {
            await waiter.WaitAsync(
                [.. steps.Objects.Select(static o => o.Reference)], new ReadinessWaitOptions { Timeout = steps.Timeout }, forward, cancellationToken).ConfigureAwait(false);
        }
        catch (NotReadyException e)
        {
            throw new ReleaseException($"release {steps.Record.Namespace}/{steps.Record.Name} did not become ready: {e.Message}", e)
            {
                Object = e.Objects.Count > 0 ? e.Objects[0].Object : null,
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

    private sealed class Forwarder(IProgress<ReleaseProgress> progress) : IProgress<ReadinessProgress>
    {
        public void Report(ReadinessProgress value)
            => progress.Report(new ReleaseProgress(ReleasePhase.Waiting, $"{value.Object}: {value.Message}") { Object = value.Object });
    }
}
