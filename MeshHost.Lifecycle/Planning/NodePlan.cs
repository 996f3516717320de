namespace MeshHost.Lifecycle.Planning;

/// <summary>What provisioning one node would change.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Plan">The changes.</param>
/// <param name="Problem">Why the node could not be planned, or <see langword="null"/>.</param>
public sealed record NodePlan(string Node, ResourcePlan Plan, string? Problem = null);
