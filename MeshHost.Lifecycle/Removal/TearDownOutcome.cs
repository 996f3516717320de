namespace MeshHost.Lifecycle.Removal;

/// <summary>How the removal of one node ended.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Removed"><see langword="true"/> when nothing of the node is left.</param>
/// <param name="Cause">Why it is still there, or <see langword="null"/>.</param>
public sealed record TearDownOutcome(string Node, bool Removed, string? Cause);
