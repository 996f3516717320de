using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>Installs a release, or upgrades it when it exists, or finds that there is nothing to do.</summary>
internal sealed class ReleaseInstaller(KubernetesClient client, HelmClientOptions options, ChartRenderer renderer)
{
    private readonly ReleaseStore _store = new(client, options.TimeProvider);
    private readonly ReleasePlanner _planner = new(client, renderer);
    private readonly ReleaseComparer _comparer = new(client, options, renderer);
    private readonly CrdInstaller _crds = new(client, options);

    public async Task<ReleaseResult> RunAsync(ReleaseRequest request, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        await PrepareNamespaceAsync(request, cancellationToken).ConfigureAwait(false);
        var releaseLock = new ReleaseLock(_store, options);
        while (true)
        {
            var history = await releaseLock.WaitAsync(request.Name, request.Namespace, request.Timeout, progress, cancellationToken).ConfigureAwait(false);
            try
            {
                return await RunAsync(request, history, progress, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException e) when (e is { StatusCode: 409, Reason: "AlreadyExists", Kind: "Secret" or null or "secrets" })
            {
                // Another installer created the same revision first. Wait for it and look again.
            }
        }
    }

    private async Task<ReleaseResult> RunAsync(
        ReleaseRequest request, List<StoredRelease> history, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        // A history that ends uninstalled is over; like Helm, a new install continues its numbers.
        var current = history.LastOrDefault(static r => r.Status == ReleaseStatus.Deployed);
        var isUpgrade = history.Count > 0 && history[^1].Status != ReleaseStatus.Uninstalled;
        var revision = history.Count > 0 ? history[^1].Revision + 1 : 1;

        progress?.Report(new ReleaseProgress(ReleasePhase.Rendering, $"rendering {request.Chart}"));

        // Before the rendering for the cluster: templates ask .Capabilities for the kinds that these define.
        await _crds.InstallAsync(request, progress, cancellationToken).ConfigureAwait(false);
        if (current is not null && current == history[^1]
            && (await _comparer.CompareAsync(request, history, cancellationToken).ConfigureAwait(false)).Unchanged is { } deployed)
        {
            progress?.Report(new ReleaseProgress(ReleasePhase.Done, $"{request.Chart} is deployed as wanted, revision {current.Revision}"));
            return Result(current.Record, ReleaseAction.Unchanged, deployed, []);
        }

        var plan = await _planner.PlanAsync(request, revision, isUpgrade, cancellationToken).ConfigureAwait(false);
        var now = options.TimeProvider.GetUtcNow();
        var record = ReleaseRecord.Create(
            plan,
            revision,
            isUpgrade ? ReleaseStatus.PendingUpgrade : ReleaseStatus.PendingInstall,
            isUpgrade ? "Preparing upgrade" : "Initial install underway",
            history.FirstOrDefault()?.Record.FirstDeployed ?? now,
            now);
        var steps = new ReleaseSteps
        {
            Record = record,
            Objects = plan.Objects,
            Hooks = plan.Rendered.Hooks,
            Before = isUpgrade ? HookEvents.PreUpgrade : HookEvents.PreInstall,
            After = isUpgrade ? HookEvents.PostUpgrade : HookEvents.PostInstall,
            DoneDescription = request.Description ?? (isUpgrade ? "Upgrade complete" : "Install complete"),
            FailedDescription = isUpgrade ? "Upgrade failed" : "Release failed",
            Timeout = request.Timeout,
            HistoryLimit = request.HistoryLimit,
            Wait = request.Wait || request.Atomic,
            SkipHooks = request.SkipHooks,
            TakeOwnership = request.TakeOwnership,
            ForceConflicts = request.ForceConflicts,
        };
        try
        {
            var pruned = await RunAsync(request, steps, history, progress, cancellationToken).ConfigureAwait(false);
            progress?.Report(new ReleaseProgress(ReleasePhase.Done, $"{request.Chart} deployed, revision {revision}"));
            return Result(record, isUpgrade ? ReleaseAction.Upgraded : ReleaseAction.Installed, plan, pruned);
        }
        catch (Exception e) when (request.Atomic && record.Status == ReleaseStatus.Failed)
        {
            await UndoAsync(request, current, e, progress).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IReadOnlyList<ObjectReference>> RunAsync(
        ReleaseRequest request, ReleaseSteps steps, List<StoredRelease> history, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await new ReleaseTransaction(client, _store, options).RunAsync(steps, history, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ReleaseException e) when (!e.IsTransient)
        {
            var why = await _crds.ExplainAsync(request, e, cancellationToken).ConfigureAwait(false);
            if (why.Length == 0)
            {
                throw;
            }

            throw new ReleaseException(e.Message + why, e) { Object = e.Object };
        }
    }

    private async Task UndoAsync(ReleaseRequest request, StoredRelease? current, Exception cause, IProgress<ReleaseProgress>? progress)
    {
        // The caller may have cancelled; undoing gets its own time.
        using var limit = new CancellationTokenSource(request.Timeout, options.TimeProvider);
        progress?.Report(new ReleaseProgress(
            ReleasePhase.RollingBack, current is null ? "the failed install is removed" : $"back to revision {current.Revision}"));
        try
        {
            if (current is null)
            {
                await new ReleaseUninstaller(client, options)
                    .RunAsync(request.Name, request.Namespace, new UninstallOptions { Timeout = request.Timeout }, progress, limit.Token).ConfigureAwait(false);
            }
            else
            {
                await new ReleaseRollback(client, options)
                    .RunAsync(
                        request.Name, request.Namespace,
                        new RollbackOptions { Revision = current.Revision, Timeout = request.Timeout, HistoryLimit = request.HistoryLimit },
                        progress, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is ReleaseException or KubernetesApiException or OperationCanceledException)
        {
            throw new ReleaseException($"{cause.Message} Undoing it failed too: {e.Message}", new AggregateException(cause, e));
        }
    }

    private async Task PrepareNamespaceAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        if (!request.CreateNamespace)
        {
            return;
        }

        var labels = new JsonObject();
        foreach (var (name, value) in request.NamespaceLabels)
        {
            labels[name] = value;
        }

        var ns = new KubernetesObject(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = request.Namespace, ["labels"] = labels },
        });
        if (labels.Count == 0 && await client.GetAsync(ns.Reference, cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        var set = new ApplySetOptions { FieldManager = options.FieldManager, Force = true, Ownership = SharedOwnership.Instance };
        await new ObjectSetApplier(client).ApplyAsync([ns], set, progress: null, cancellationToken).ConfigureAwait(false);
    }

    private static ReleaseResult Result(ReleaseRecord record, ReleaseAction action, ReleasePlan plan, IReadOnlyList<ObjectReference> pruned)
        => new(record.ToRelease(), action)
        {
            Objects = [.. plan.Objects.Select(static o => o.Reference)],
            Pruned = pruned,
            Warnings = plan.Rendered.Warnings,
        };
}
