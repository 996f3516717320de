namespace MeshHost.Helm.Releases;

/// <summary>How far a hook got.</summary>
internal enum HookPhase
{
    Unknown,
    Running,
    Succeeded,
    Failed,
}
