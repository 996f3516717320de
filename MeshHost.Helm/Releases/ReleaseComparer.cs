using System.Text.Json.Nodes;
using MeshHost.Helm.Rendering;
using MeshHost.Helm.Values;
using MeshHost.Helm.Versions;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>Finds out whether a request would change a release, and how. Installs and plans both ask here, so that they agree.</summary>
internal sealed class ReleaseComparer(KubernetesClient client, HelmClientOptions options, ChartRenderer renderer)
{
    private readonly ReleasePlanner _planner = new(client, renderer);
    private readonly ObjectPreparer _preparer = new(client);

    /// <summary>Compares a request with the deployed revision, which is the newest one, and with the live objects.</summary>
    public async Task<ReleaseComparison> CompareAsync(ReleaseRequest request, List<StoredRelease> history, CancellationToken cancellationToken)
    {
        // Rendered as the revision itself was: templates ask for .Release.IsUpgrade and .Release.Revision, and would differ for ever.
        var record = history[^1].Record;
        var isUpgrade = record.FirstDeployed != record.LastDeployed;
        var plan = await _planner.PlanAsync(request, record.Revision, isUpgrade, cancellationToken).ConfigureAwait(false);
        if (Difference(plan, record) is { } difference)
        {
            return new ReleaseComparison(null, difference, null);
        }

        // What an install only starts with, an upgrade leaves to whoever changed it since: istiod raises its webhook's failurePolicy.
        var wanted = isUpgrade ? plan : await _planner.PlanAsync(request, record.Revision, isUpgrade: true, cancellationToken).ConfigureAwait(false);
        var state = await InspectAsync(request, wanted, history, cancellationToken).ConfigureAwait(false);
        return state.Diffs.All(static d => d.Outcome == ApplyOutcome.Unchanged)
            ? new ReleaseComparison(plan, null, state)
            : new ReleaseComparison(null, "objects differ from the release", state);
    }

    /// <summary>What an install would do, changing nothing.</summary>
    public async Task<ReleasePreview> PreviewAsync(ReleaseRequest request, List<StoredRelease> history, CancellationToken cancellationToken)
    {
        var newest = history.Count > 0 ? history[^1] : null;
        var isUpgrade = newest is not null && newest.Status != ReleaseStatus.Uninstalled;
        var deployed = history.LastOrDefault(static r => r.Status == ReleaseStatus.Deployed);
        var reason = newest is null || !isUpgrade ? "the release is not installed"
            : newest.Status != ReleaseStatus.Deployed ? $"revision {newest.Revision} is {newest.Status.ToName()}"
            : null;
        var crds = await new CrdInstaller(client, options).DiffAsync(request, cancellationToken).ConfigureAwait(false);
        var preview = new ReleasePreview(isUpgrade ? ReleaseAction.Upgraded : ReleaseAction.Installed, request.Chart.Version)
        {
            DeployedVersion = deployed is null ? null : ReleaseRecord.Text(deployed.Record.ChartMetadata, "version"),
            IsDowngrade = deployed is not null && IsOlder(request.Chart, deployed.Record),
        };
        if (reason is null)
        {
            var comparison = await CompareAsync(request, history, cancellationToken).ConfigureAwait(false);
            if (comparison.Unchanged is not null && crds.All(static d => d.Outcome == ApplyOutcome.Unchanged))
            {
                return preview with { Action = ReleaseAction.Unchanged, State = comparison.State, Objects = [.. crds, .. comparison.State!.Diffs] };
            }

            reason = comparison.Difference ?? "definitions of crds/ differ";
        }

        var plan = await _planner.PlanAsync(request, (newest?.Revision ?? 0) + 1, isUpgrade, cancellationToken).ConfigureAwait(false);
        var state = await InspectAsync(request, plan, history, cancellationToken).ConfigureAwait(false);
        return preview with { Reason = reason, State = state, Objects = [.. crds, .. state.Diffs] };
    }

    private async Task<SetState> InspectAsync(ReleaseRequest request, ReleasePlan plan, List<StoredRelease> history, CancellationToken cancellationToken)
    {
        var earlier = await ReleaseContents.ObjectsAsync(ReleaseContents.Leftovers(history), _preparer, cancellationToken).ConfigureAwait(false);
        var set = ReleaseSet.Options(options, request.Name, request.Namespace, request.TakeOwnership, request.ForceConflicts, request.Timeout, earlier);
        return await new ObjectSetApplier(client).InspectAsync(plan.Objects, set, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsOlder(Chart chart, ReleaseRecord deployed)
        => ReleaseRecord.Text(deployed.ChartMetadata, "name") == chart.Name
            && SemanticVersion.TryParse(ReleaseRecord.Text(deployed.ChartMetadata, "version")) is { } live
            && SemanticVersion.TryParse(chart.Version) is { } wanted
            && wanted.CompareTo(live) < 0;

    /// <summary>How a plan differs from a recorded revision; <see langword="null"/> when it would make that revision again.</summary>
    private static string? Difference(ReleasePlan plan, ReleaseRecord record)
    {
        if (ReleaseRecord.Text(record.ChartMetadata, "name") != plan.Chart.Name)
        {
            return $"the release holds the chart {ReleaseRecord.Text(record.ChartMetadata, "name")}";
        }

        return ReleaseRecord.Text(record.ChartMetadata, "version") != plan.Chart.Version ? "the chart's version differs"
            : !ValueTree.AreEqual(record.Config, plan.Values.Root) ? "the values differ"
            : !SameDocuments(record.Manifest, plan.Rendered.Manifest) ? "the rendered documents differ"
            : !SameHooks(record, plan) ? "the hooks differ"
            : null;
    }

    /// <summary>Helm 3, Helm 4 and this library order documents differently and end them differently; the documents are what counts.</summary>
    private static bool SameDocuments(string one, string other) => one == other || Documents(one).SequenceEqual(Documents(other));

    private static IEnumerable<string> Documents(string manifest)
        => ManifestSplitter.Split(manifest).Select(static d => d.Trim()).Order(StringComparer.Ordinal);

    private static bool SameHooks(ReleaseRecord record, ReleasePlan plan)
        => record.Hooks.OfType<JsonObject>().Select(static h => ReleaseRecord.Text(h, "manifest").Trim()).Order(StringComparer.Ordinal)
            .SequenceEqual(plan.Rendered.Hooks.Select(static h => h.Manifest.Text.Trim()).Order(StringComparer.Ordinal));
}
