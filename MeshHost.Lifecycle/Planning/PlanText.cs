using System.Globalization;
using System.Text;

namespace MeshHost.Lifecycle.Planning;

/// <summary>Writes plans as a person reads them.</summary>
internal static class PlanText
{
    public static string Format(IReadOnlyList<NodePlan> plans)
    {
        var text = new StringBuilder();
        foreach (var (node, plan, problem) in plans)
        {
            if (problem is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{node}\n  ? cannot be planned: {problem}\n");
                continue;
            }

            if (!plan.HasChanges)
            {
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{node}\n");
            foreach (var change in plan.Changes)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {Sign(change.Kind)} {Verb(change.Kind)} {change.Target}\n");
                foreach (var field in change.Fields)
                {
                    var note = field.Immutable ? "  (cannot be changed in place)" : "";
                    text.Append(CultureInfo.InvariantCulture, $"      {field.Path}: {field.Current ?? "(none)"} -> {field.Desired ?? "(none)"}{note}\n");
                }
            }
        }

        var all = plans.SelectMany(p => p.Plan.Changes).ToList();
        var unknown = plans.Count(p => p.Problem is not null);
        if (unknown > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{unknown} of {plans.Count} nodes cannot be planned. ");
        }

        text.Append(all.Count == 0
            ? unknown > 0 ? "No changes in the others." : "No changes: everything is as declared."
            : string.Create(CultureInfo.InvariantCulture,
                $"{Count(all, ChangeKind.Create)} to create, {Count(all, ChangeKind.Update)} to update, {Count(all, ChangeKind.Replace)} to replace, {Count(all, ChangeKind.Delete)} to delete."));
        return text.ToString();
    }

    private static int Count(List<PlannedChange> changes, ChangeKind kind) => changes.Count(c => c.Kind == kind);

    private static char Sign(ChangeKind kind) => kind switch
    {
        ChangeKind.Create => '+',
        ChangeKind.Delete => '-',
        ChangeKind.Replace => '!',
        _ => '~',
    };

    private static string Verb(ChangeKind kind) => kind switch
    {
        ChangeKind.Create => "create",
        ChangeKind.Delete => "delete",
        ChangeKind.Replace => "replace",
        _ => "update",
    };
}
