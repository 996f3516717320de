using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Diagnosis;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Clusters;

/// <summary>Turns what the API server says of a set of objects into a plan.</summary>
internal static class KubernetesPlans
{
    public static ResourcePlan From(IReadOnlyList<ObjectDiff> diffs) => new([.. diffs.Where(d => d.Outcome is not ApplyOutcome.Unchanged).Select(Change)]);

    /// <summary>The plan of a release: the release itself where it changes, then its objects.</summary>
    public static ResourcePlan From(ReleasePreview preview, string release, string chart)
    {
        if (preview.Action is ReleaseAction.Unchanged)
        {
            return ResourcePlan.NoChanges;
        }

        if (preview.Action is ReleaseAction.Installed)
        {
            return ResourcePlan.Create($"release {release} ({chart})");
        }

        List<FieldChange> fields = [];
        if (preview.DeployedVersion is { } deployed && deployed != preview.Version)
        {
            fields.Add(new FieldChange("chart.version", deployed, preview.IsDowngrade ? $"{preview.Version} (a downgrade)" : preview.Version));
        }
        else
        {
            fields.Add(new FieldChange("revision", preview.Reason, "a new revision"));
        }

        return new ResourcePlan([new PlannedChange(ChangeKind.Update, $"release {release}", fields), .. From(preview.Objects).Changes]);
    }

    /// <summary>The health of a set by its objects, with what is found out about one that is not ready; <see langword="null"/> when all are ready and as declared.</summary>
    public static async Task<HealthCheckResult?> JudgeAsync(KubernetesClient client, SetState state, string node, CancellationToken cancellationToken)
    {
        var notReady = state.NotReady.FirstOrDefault() is { } first ? await DescribeAsync(client, first, node, cancellationToken).ConfigureAwait(false) : null;
        var plan = From([.. state.Diffs.Where(d => d.Outcome is not ApplyOutcome.Created)]);
        var drift = plan.HasChanges ? DescribeDrift(plan) : null;
        return (notReady, drift) switch
        {
            (null, null) => null,
            (null, _) => HealthCheckResult.Degraded(drift),

            // What was changed by hand may well be why it is not ready.
            _ => HealthCheckResult.Unhealthy(drift is null ? notReady : $"{notReady}{(notReady.EndsWith('.') ? "" : ".")} {drift}"),
        };
    }

    private static async Task<string> DescribeAsync(KubernetesClient client, NotReadyObject first, string node, CancellationToken cancellationToken)
    {
        if (first.Readiness.State is ReadinessState.NotFound)
        {
            return $"{first.Object} is gone. Provision '{node}' again.";
        }

        try
        {
            var diagnosis = await new ClusterDiagnostician(client).DiagnoseAsync(first.Object, cancellationToken).ConfigureAwait(false);
            return string.Join(" ", diagnosis.Findings.Select(f => f.ToString()).Prepend($"{first.Object}: {first.Readiness.Message}"));
        }
        catch (KubernetesApiException)
        {
            return $"{first.Object}: {first.Readiness.Message}";
        }
    }

    private static string DescribeDrift(ResourcePlan plan) => "Changed by hand: " + string.Join("; ", plan.Changes.Select(c =>
        c.Fields.Count == 0
            ? c.Target
            : $"{c.Target}: {string.Join(", ", c.Fields.Take(3).Select(f => $"{f.Path} is {f.Current ?? "(none)"}, declared {f.Desired ?? "(none)"}"))}"));

    private static PlannedChange Change(ObjectDiff diff) => new(
        diff.Outcome switch
        {
            ApplyOutcome.Created => ChangeKind.Create,
            ApplyOutcome.Pruned => ChangeKind.Delete,
            _ => ChangeKind.Update,
        },
        diff.Object.ToString(),
        diff.Refusal is { } refusal
            ? [new FieldChange("refused", null, refusal)]
            : [.. diff.Fields.Select(f => new FieldChange(f.Path, f.Live, f.Desired))]);
}
