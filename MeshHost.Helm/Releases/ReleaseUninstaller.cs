using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>Removes a release: hooks, objects in uninstall order, records. The namespace and the definitions of <c>crds/</c> stay, as with Helm.</summary>
internal sealed class ReleaseUninstaller(KubernetesClient client, HelmClientOptions options)
{
    private readonly ReleaseStore _store = new(client, options.TimeProvider);
    private readonly ObjectPreparer _preparer = new(client);

    public async Task<UninstallResult> RunAsync(
        string name, string ns, UninstallOptions uninstall, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var history = await new ReleaseLock(_store, options).WaitAsync(name, ns, uninstall.Timeout, progress, cancellationToken).ConfigureAwait(false);
        if (history.Count == 0)
        {
            return new UninstallResult(Found: false, [], []);
        }

        var last = history[^1];
        if (last.Status == ReleaseStatus.Uninstalled)
        {
            await PurgeAsync(history, uninstall.KeepHistory, cancellationToken).ConfigureAwait(false);
            return new UninstallResult(Found: false, [], []);
        }

        last.Record.SetStatus(ReleaseStatus.Uninstalling, "Deletion in progress (or silently failed)");
        last.Record.SetDeleted(options.TimeProvider.GetUtcNow());
        await _store.UpdateAsync(last, cancellationToken).ConfigureAwait(false);
        try
        {
            return await RemoveAsync(history, uninstall, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            last.Record.SetStatus(ReleaseStatus.Failed, $"Uninstall failed: {e.Message}");
            await _store.UpdateAsync(last, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<UninstallResult> RemoveAsync(
        List<StoredRelease> history, UninstallOptions uninstall, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var last = history[^1];
        var heartbeat = new InstallerHeartbeat(client, last, options);
        var deleted = new List<ObjectReference>();
        var kept = new List<ObjectReference>();
        await using (heartbeat.ConfigureAwait(false))
        {
            var hooks = new HookRunner(client, _store, options);
            var hookList = HookJson.ReadAll(last.Record.Hooks);
            if (!uninstall.SkipHooks)
            {
                await hooks.RunAsync(HookEvents.PreDelete, hookList, last, uninstall.Timeout, progress, cancellationToken).ConfigureAwait(false);
            }

            // A failed last revision may have left objects next to those of the one before.
            var sources = ReleaseContents.Leftovers(history).Append(last).Distinct();
            var objects = await ReleaseContents.ObjectsAsync(sources, _preparer, cancellationToken).ConfigureAwait(false);
            kept.AddRange(objects.Where(ResourcePolicy.Keeps).Select(static o => o.Reference));
            deleted.AddRange(await new ObjectRemover(client).DeleteAsync(
                [.. objects.Where(static o => !ResourcePolicy.Keeps(o)).Select(static o => o.Reference)],
                uninstall.Wait, uninstall.Timeout, progress, cancellationToken).ConfigureAwait(false));
            if (!uninstall.SkipHooks)
            {
                await hooks.RunAsync(HookEvents.PostDelete, hookList, last, uninstall.Timeout, progress, cancellationToken).ConfigureAwait(false);
            }
        }

        last.Record.SetStatus(ReleaseStatus.Uninstalled, "Uninstallation complete");
        await PurgeAsync(history, uninstall.KeepHistory, cancellationToken).ConfigureAwait(false);
        progress?.Report(new ReleaseProgress(ReleasePhase.Done, $"{last.Record.Name} removed, {kept.Count} objects kept"));
        return new UninstallResult(Found: true, deleted, kept);
    }

    private async Task PurgeAsync(List<StoredRelease> history, bool keep, CancellationToken cancellationToken)
    {
        if (keep)
        {
            await _store.UpdateAsync(history[^1], cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var release in history)
        {
            await _store.DeleteAsync(release, cancellationToken).ConfigureAwait(false);
        }
    }
}
