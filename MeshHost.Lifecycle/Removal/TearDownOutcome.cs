namespace MeshHost.Lifecycle.Removal;

/// <summary>How the removal of one node ended.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Removed"><see langword="true"/> when nothing of the node is left.</param>
/// <param name="Cause">Why it is still there; <see langword="null"/> for a node that is removed, and for one whose removal had not begun when the tear-down was interrupted.</param>
public sealed record TearDownOutcome(string Node, bool Removed, string? Cause);
