namespace MeshHost.Hosting.ConsoleView;

/// <summary>How far a resource has got.</summary>
internal enum RolloutPhase
{
    /// <summary>It waits for others, or has not begun.</summary>
    Waiting,

    /// <summary>It is at work.</summary>
    Working,

    /// <summary>It is up, or has done its work.</summary>
    Ready,

    /// <summary>It needs attention.</summary>
    Failed,
}
