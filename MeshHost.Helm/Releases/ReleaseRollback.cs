using MeshHost.Helm.Rendering;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>Applies the contents of an earlier revision again, as a new revision.</summary>
internal sealed class ReleaseRollback(KubernetesClient client, HelmClientOptions options)
{
    private readonly ReleaseStore _store = new(client, options.TimeProvider);

    public async Task<ReleaseResult> RunAsync(
        string name, string ns, RollbackOptions rollback, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var history = await new ReleaseLock(_store, options).WaitAsync(name, ns, rollback.Timeout, progress, cancellationToken).ConfigureAwait(false);
        if (history.Count == 0)
        {
            throw new ReleaseException($"there is no release {ns}/{name} to roll back");
        }

        var target = Target(history, rollback.Revision)
            ?? throw new ReleaseException(
                rollback.Revision == 0
                    ? $"release {ns}/{name} has no earlier revision that was deployed"
                    : $"release {ns}/{name} has no revision {rollback.Revision}; it has {string.Join(", ", history.Select(static r => r.Revision))}");
        var now = options.TimeProvider.GetUtcNow();
        var record = target.Record.CopyForRollback(history[^1].Revision + 1, history[0].Record.FirstDeployed ?? now, now);
        var objects = await new ObjectPreparer(client)
            .PrepareAsync(ReleaseContents.Manifests(record), name, ns, owned: true, cancellationToken).ConfigureAwait(false);
        var steps = new ReleaseSteps
        {
            Record = record,
            Objects = KindOrder.ForInstall(objects, static o => o.Kind),
            Hooks = HookJson.ReadAll(record.Hooks),
            Before = HookEvents.PreRollback,
            After = HookEvents.PostRollback,
            DoneDescription = $"Rollback to {target.Revision}",
            FailedDescription = $"Rollback to {target.Revision} failed",
            Timeout = rollback.Timeout,
            HistoryLimit = rollback.HistoryLimit,
            Wait = rollback.Wait,
            SkipHooks = rollback.SkipHooks,
        };
        var pruned = await new ReleaseTransaction(client, _store, options).RunAsync(steps, history, progress, cancellationToken).ConfigureAwait(false);
        progress?.Report(new ReleaseProgress(ReleasePhase.Done, $"{name} rolled back to revision {target.Revision}, as revision {record.Revision}"));
        return new ReleaseResult(record.ToRelease(), ReleaseAction.RolledBack)
        {
            Objects = [.. steps.Objects.Select(static o => o.Reference)],
            Pruned = pruned,
        };
    }

    private static StoredRelease? Target(List<StoredRelease> history, int revision)
        => revision != 0
            ? history.Find(r => r.Revision == revision)
            : history.SkipLast(1).LastOrDefault(static r => r.Status is ReleaseStatus.Superseded or ReleaseStatus.Deployed);
}
