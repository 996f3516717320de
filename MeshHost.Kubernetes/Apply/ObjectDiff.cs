namespace MeshHost.Kubernetes.Apply;

/// <summary>What applying would do to one object.</summary>
/// <param name="Object">The object.</param>
/// <param name="Outcome">Whether it would be created, configured, pruned, or is unchanged.</param>
/// <param name="Fields">The fields that would change; values of Secrets are not shown.</param>
public sealed record ObjectDiff(ObjectReference Object, ApplyOutcome Outcome, IReadOnlyList<FieldDifference> Fields)
{
    /// <summary>Gets why the object would be refused, with the owner of what is in the way; <see langword="null"/> when it would not.</summary>
    public string? Refusal { get; init; }
}
