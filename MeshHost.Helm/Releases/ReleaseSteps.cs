using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>What one install, upgrade or rollback does.</summary>
internal sealed record ReleaseSteps
{
    /// <summary>The new revision, pending.</summary>
    public required ReleaseRecord Record { get; init; }

    /// <summary>The objects in install order, ready to be applied.</summary>
    public required IReadOnlyList<KubernetesObject> Objects { get; init; }

    public required IReadOnlyList<RenderedHook> Hooks { get; init; }

    /// <summary>The event before the objects.</summary>
    public required HookEvents Before { get; init; }

    /// <summary>The event after the objects.</summary>
    public required HookEvents After { get; init; }

    public required string DoneDescription { get; init; }

    public required string FailedDescription { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required int HistoryLimit { get; init; }

    public bool Wait { get; init; }

    public bool SkipHooks { get; init; }

    public bool TakeOwnership { get; init; }

    public bool ForceConflicts { get; init; } = true;
}
