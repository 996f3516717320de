namespace MeshHost.Lifecycle;

/// <summary>What provisioning a resource would change.</summary>
/// <param name="Changes">The changes, in the order in which they would be made.</param>
public sealed record ResourcePlan(IReadOnlyList<PlannedChange> Changes)
{
    /// <summary>Gets the plan of a resource that is as declared.</summary>
    public static ResourcePlan NoChanges { get; } = new([]);

    /// <summary>Gets a value indicating whether provisioning would change anything.</summary>
    public bool HasChanges => Changes.Count > 0;

    /// <summary>Makes a plan that creates one target.</summary>
    /// <param name="target">What is created.</param>
    /// <returns>The plan.</returns>
    public static ResourcePlan Create(string target) => new([new PlannedChange(ChangeKind.Create, target, [])]);
}
