namespace MeshHost.Lifecycle.Running;

/// <summary>How a node's run ended.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Cause">Why it did not end well, or <see langword="null"/>.</param>
/// <param name="Duration">From the node's start to its end, waits for dependencies left out.</param>
public sealed record NodeOutcome(string Name, NodeStatus Status, string? Cause, TimeSpan Duration);
