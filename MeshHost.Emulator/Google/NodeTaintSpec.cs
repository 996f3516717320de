namespace MeshHost.Emulator.Google;

/// <summary>A taint of a node pool, in Kubernetes spelling.</summary>
/// <param name="Key">Taint key.</param>
/// <param name="Value">Taint value; may be empty.</param>
/// <param name="Effect"><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</param>
internal sealed record NodeTaintSpec(string Key, string Value, string Effect);
