namespace MeshHost.Helm;

/// <summary>Phases of an operation on a release.</summary>
public enum ReleasePhase
{
    /// <summary>Another operation on the release has to finish first.</summary>
    WaitingForLock,

    /// <summary>Templates are executed.</summary>
    Rendering,

    /// <summary>Definitions of <c>crds/</c> are created.</summary>
    Crds,

    /// <summary>Hooks run.</summary>
    Hooks,

    /// <summary>Objects are applied.</summary>
    Applying,

    /// <summary>Objects of earlier revisions are deleted.</summary>
    Pruning,

    /// <summary>Objects become ready.</summary>
    Waiting,

    /// <summary>Objects are deleted.</summary>
    Deleting,

    /// <summary>A failed operation is undone.</summary>
    RollingBack,

    /// <summary>The operation is over.</summary>
    Done,
}
