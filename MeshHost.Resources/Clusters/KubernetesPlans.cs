using MeshHost.Kubernetes.Apply;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Clusters;

/// <summary>Turns what the API server says of a set of objects into a plan.</summary>
internal static class KubernetesPlans
{
    public static ResourcePlan From(IReadOnlyList<ObjectDiff> diffs) => new(
        [.. diffs.Where(d => d.Outcome is not ApplyOutcome.Unchanged).Select(d => new PlannedChange(
            d.Outcome switch
            {
                ApplyOutcome.Created => ChangeKind.Create,
                ApplyOutcome.Pruned => ChangeKind.Delete,
                _ => ChangeKind.Update,
            },
            d.Object.Namespace is { Length: > 0 } ns ? $"{d.Object.Kind.Kind} {ns}/{d.Object.Name}" : $"{d.Object.Kind.Kind} {d.Object.Name}",
            [.. d.Fields.Select(f => new FieldChange(f.Path, f.Live, f.Desired))]))]);

    public static string DescribeDrift(ResourcePlan plan) => "Changed by hand: " + string.Join("; ", plan.Changes.Select(c =>
        c.Fields.Count == 0
            ? c.Target
            : $"{c.Target}: {string.Join(", ", c.Fields.Take(3).Select(f => $"{f.Path} is {f.Current ?? "(none)"}, declared {f.Desired ?? "(none)"}"))}"));
}
