namespace MeshHost.Resources.Gke;

/// <summary>A taint of the nodes of a pool.</summary>
/// <param name="Key">Key.</param>
/// <param name="Value">Value.</param>
/// <param name="Effect">NO_SCHEDULE, PREFER_NO_SCHEDULE or NO_EXECUTE.</param>
public sealed record GkeNodeTaint(string Key, string Value, string Effect);
