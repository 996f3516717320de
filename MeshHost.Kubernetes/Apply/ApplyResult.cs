namespace MeshHost.Kubernetes.Apply;

/// <summary>The result of applying a set.</summary>
/// <param name="Objects">Every object of the set, in the set's order, then those pruned.</param>
public sealed record ApplyResult(IReadOnlyList<AppliedObject> Objects)
{
    /// <summary>Gets whether anything in the cluster was changed.</summary>
    public bool Changed => Objects.Any(item => item.Outcome != ApplyOutcome.Unchanged);

    /// <summary>Counts the objects of one outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>The number of objects.</returns>
    public int Count(ApplyOutcome outcome) => Objects.Count(item => item.Outcome == outcome);
}
