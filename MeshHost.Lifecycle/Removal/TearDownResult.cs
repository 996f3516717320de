namespace MeshHost.Lifecycle.Removal;

/// <summary>How a tear-down ended.</summary>
/// <param name="Nodes">How the removal of each node ended.</param>
/// <param name="Before">What existed before it, as far as there is an inventory.</param>
/// <param name="Survivors">What exists after it.</param>
public sealed record TearDownResult(IReadOnlyList<TearDownOutcome> Nodes, IReadOnlyList<string> Before, IReadOnlyList<string> Survivors)
{
    /// <summary>Gets a value indicating whether it was stopped before its end.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Gets a value indicating whether nothing is left.</summary>
    public bool Succeeded => !Interrupted && Nodes.All(n => n.Removed) && Survivors.Count == 0;

    /// <summary>Says in a line per node, and per thing that survives, what is left and why.</summary>
    /// <returns>The text, without a final newline.</returns>
    public string Describe() => Succeeded
        ? $"{Nodes.Count} nodes removed{(Before.Count > 0 ? $"; of {Before.Count} resources in the inventory none is left" : "")}"
        : string.Join('\n', Nodes.Where(n => n.Cause is not null).Select(n => $"'{n.Node}' is still there: {n.Cause}")
            .Concat(Survivors.Select(s => $"survives: {s}"))
            .Concat(Interrupted ? [$"interrupted: {Nodes.Count(n => n.Removed)} of {Nodes.Count} nodes are removed, {Nodes.Count(n => n is { Removed: false, Cause: null })} had not begun. Run again to continue."] : []));
}
