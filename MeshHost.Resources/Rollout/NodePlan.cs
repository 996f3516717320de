using MeshHost.Resources.Lifecycle;

namespace MeshHost.Resources.Rollout;

/// <summary>What provisioning one node would change.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Plan">The changes.</param>
public sealed record NodePlan(string Node, ResourcePlan Plan);
