namespace MeshHost.Helm.Releases;

/// <summary>How far a hook got, and why.</summary>
internal sealed record HookState(HookPhase Phase, string Message);
