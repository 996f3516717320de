namespace MeshHost.Resources.Rollout;

/// <summary>How a tear-down ended.</summary>
/// <param name="Nodes">How the removal of each node ended.</param>
public sealed record TearDownResult(IReadOnlyList<TearDownOutcome> Nodes)
{
    /// <summary>Gets a value indicating whether nothing is left.</summary>
    public bool Succeeded => Nodes.All(n => n.Removed);

    /// <summary>Says in a line per node what is left and why.</summary>
    /// <returns>The text, without a final newline.</returns>
    public string Describe() => Succeeded
        ? $"{Nodes.Count} nodes removed"
        : string.Join('\n', Nodes.Where(n => !n.Removed).Select(n => $"'{n.Node}' is still there: {n.Cause}"));
}
