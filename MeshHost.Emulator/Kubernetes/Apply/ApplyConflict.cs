namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>The refusal of an apply that would change fields of other managers.</summary>
internal static class ApplyConflict
{
    public static StatusException Create(IReadOnlyList<(FieldManagerEntry Entry, FieldSet Fields)> conflicts)
    {
        var all = conflicts
            .SelectMany(conflict => conflict.Fields.Paths().Select(path => (Manager: conflict.Entry.Display(), Path: path)))
            .OrderBy(conflict => conflict.Manager, StringComparer.Ordinal)
            .ToList();
        return new StatusException(409, "Conflict", Message(all))
        {
            Causes = [.. all.Select(conflict => new StatusCause("FieldManagerConflict", $"conflict with {conflict.Manager}", conflict.Path))],
        };
    }

    private static string Message(List<(string Manager, string Path)> conflicts)
    {
        if (conflicts.Count == 1)
        {
            return $"Apply failed with 1 conflict: conflict with {conflicts[0].Manager}: {conflicts[0].Path}";
        }

        var lines = conflicts
            .GroupBy(conflict => conflict.Manager)
            .SelectMany(group => group.Select(conflict => $"- {conflict.Path}").Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', lines)}";
    }
}
