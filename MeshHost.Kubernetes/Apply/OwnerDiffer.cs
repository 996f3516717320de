using MeshHost.Kubernetes.Ownership;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Compares who owns the fields of an object before and after an apply that changes no value.</summary>
internal static class OwnerDiffer
{
    private const string Path = "metadata.managedFields";
    private const int NamedFields = 3;

    public static FieldDifference? Compare(KubernetesObject before, KubernetesObject after, FieldTakeover? takeover)
    {
        if (takeover is not null)
        {
            return new FieldDifference(Path, $"\"others own {Some(takeover.Taken)}\"", null);
        }

        List<FieldManager> were = FieldManager.ReadAll(before);
        List<FieldManager> are = FieldManager.ReadAll(after);
        string[] gained = Changed(are, were);
        string[] lost = Changed(were, are);
        return gained.Length + lost.Length == 0 ? null : new FieldDifference(Path, Text(lost), Text(gained));
    }

    private static string[] Changed(List<FieldManager> from, List<FieldManager> to) =>
    [
        .. from.Select(manager => (Manager: manager, Others: to.Where(other => IsSame(manager, other)).Aggregate(new FieldSet(), (union, other) => union.Union(other.Fields))))
            .Where(pair => !pair.Manager.Fields.SetEquals(pair.Others) && !pair.Manager.Fields.Except(pair.Others).IsEmpty)
            .Select(pair => $"{pair.Manager} owns {Some(pair.Manager.Fields.Except(pair.Others))}"),
    ];

    private static bool IsSame(FieldManager one, FieldManager other) =>
        one.Name == other.Name && one.Operation == other.Operation && one.Json.StringAt("subresource") == other.Json.StringAt("subresource")
        && one.Json.StringAt("apiVersion") == other.Json.StringAt("apiVersion");

    private static string? Text(string[] changes) => changes.Length == 0 ? null : $"\"{string.Join("; ", changes)}\"";

    private static string Some(FieldSet fields)
    {
        string[] leaves = [.. fields.Leaves()];
        return string.Join(", ", leaves.Take(NamedFields)) + (leaves.Length > NamedFields ? ", ..." : "");
    }
}
