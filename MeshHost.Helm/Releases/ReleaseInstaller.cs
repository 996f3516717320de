using System.Text.Json.Nodes;
using MeshHost.Helm.Values;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>Installs a release, or upgrades it when it exists, or finds that there is nothing to do.</summary>
internal sealed class ReleaseInstaller(KubernetesClient client, HelmClientOptions options, ChartRenderer renderer)
{
    private readonly ReleaseStore _store = new(client, options.TimeProvider);
    private readonly ReleasePlanner _planner = new(client, renderer);

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
        if (!request.SkipCrds)
        {
            await InstallCrdsAsync(request, progress, cancellationToken).ConfigureAwait(false);
        }

        if (current is not null && current == history[^1] && await FindUnchangedAsync(request, current, cancellationToken).ConfigureAwait(false) is { } deployed)
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
            var pruned = await new ReleaseTransaction(client, _store, options).RunAsync(steps, history, progress, cancellationToken).ConfigureAwait(false);
            progress?.Report(new ReleaseProgress(ReleasePhase.Done, $"{request.Chart} deployed, revision {revision}"));
            return Result(record, isUpgrade ? ReleaseAction.Upgraded : ReleaseAction.Installed, plan, pruned);
        }
        catch (Exception e) when (request.Atomic && record.Status == ReleaseStatus.Failed)
        {
            await UndoAsync(request, current, e, progress).ConfigureAwait(false);
            throw;
        }
    }

    private async Task InstallCrdsAsync(ReleaseRequest request, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        // Before the rendering for the cluster: templates ask .Capabilities for the kinds that these define.
        var root = Charts.DependencyResolver.Resolve(request.Chart, request.Values.Root);
        var definitions = Rendering.CrdReader.Read(root).SelectMany(static c => c.Objects).Select(static o => o.DeepClone()).ToList();
        if (definitions.Count > 0)
        {
            await new ReleaseApplier(client, options).CreateCrdsAsync(definitions, request.Timeout, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What applying the request would change: objects created, configured, unchanged, and pruned.</summary>
    public async Task<IReadOnlyList<ObjectDiff>> DiffAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        var history = await _store.HistoryAsync(request.Name, request.Namespace, cancellationToken).ConfigureAwait(false);
        var isUpgrade = history.Count > 0 && history[^1].Status != ReleaseStatus.Uninstalled;
        var revision = history.Count > 0 ? history[^1].Revision + 1 : 1;
        var plan = await _planner.PlanAsync(request, revision, isUpgrade, cancellationToken).ConfigureAwait(false);
        var diffs = new List<ObjectDiff>(await CompareAsync(plan, cancellationToken).ConfigureAwait(false));
        var wanted = plan.Objects.Select(static o => o.Reference).ToHashSet();
        var leftovers = await ReleaseContents.ObjectsAsync(ReleaseContents.Leftovers(history), new ObjectPreparer(client), cancellationToken).ConfigureAwait(false);
        foreach (var old in leftovers.Where(o => !wanted.Contains(o.Reference)))
        {
            var live = await client.FindAsync(old.Reference, cancellationToken).ConfigureAwait(false);
            if (live is not null && ObjectPreparer.IsOwnedBy(live, request.Name, request.Namespace) && !ResourcePolicy.Keeps(live))
            {
                diffs.Add(new ObjectDiff(old.Reference, ApplyOutcome.Pruned, []));
            }
        }

        return diffs;
    }

    private Task<IReadOnlyList<ObjectDiff>> CompareAsync(ReleasePlan plan, CancellationToken cancellationToken)
        => new ObjectSetApplier(client).DiffAsync(plan.Objects, new ApplySetOptions { FieldManager = options.FieldManager, Force = true }, cancellationToken);

    /// <summary>The plan of the deployed revision, when the request would make that revision again and nothing has drifted from it.</summary>
    private async Task<ReleasePlan?> FindUnchangedAsync(ReleaseRequest request, StoredRelease current, CancellationToken cancellationToken)
    {
        // Rendered as the revision itself was: templates ask for .Release.IsUpgrade and .Release.Revision, and would differ for ever.
        var isUpgrade = current.Record.FirstDeployed != current.Record.LastDeployed;
        var plan = await _planner.PlanAsync(request, current.Revision, isUpgrade, cancellationToken).ConfigureAwait(false);
        if (!IsSame(plan, current.Record))
        {
            return null;
        }

        // What an install only starts with, an upgrade leaves to whoever changed it since: istiod raises its webhook's failurePolicy.
        var wanted = isUpgrade ? plan : await _planner.PlanAsync(request, current.Revision, isUpgrade: true, cancellationToken).ConfigureAwait(false);
        var differences = await CompareAsync(wanted, cancellationToken).ConfigureAwait(false);
        return differences.All(static d => d.Outcome == ApplyOutcome.Unchanged) ? plan : null;
    }

    private static bool IsSame(ReleasePlan plan, ReleaseRecord record) =>
        ReleaseRecord.Text(record.ChartMetadata, "name") == plan.Chart.Name
            && ReleaseRecord.Text(record.ChartMetadata, "version") == plan.Chart.Version
            && record.Manifest == plan.Rendered.Manifest
            && ValueTree.AreEqual(record.Config, plan.Values.Root)
            && record.Hooks.OfType<JsonObject>().Select(static h => ReleaseRecord.Text(h, "manifest")).Order(StringComparer.Ordinal)
                .SequenceEqual(plan.Rendered.Hooks.Select(static h => h.Manifest.Text).Order(StringComparer.Ordinal));

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

        await client.ApplyAsync(ns, new ApplyOptions { FieldManager = options.FieldManager, Force = true }, cancellationToken).ConfigureAwait(false);
    }

    private static ReleaseResult Result(ReleaseRecord record, ReleaseAction action, ReleasePlan plan, IReadOnlyList<ObjectReference> pruned)
        => new(record.ToRelease(), action)
        {
            Objects = [.. plan.Objects.Select(static o => o.Reference)],
            Pruned = pruned,
            Warnings = plan.Rendered.Warnings,
        };
}
