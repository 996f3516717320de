namespace MeshHost.Kubernetes.Readiness;

/// <summary>How far an object is.</summary>
public enum ReadinessState
{
    /// <summary>It is as its specification says.</summary>
    Ready,

    /// <summary>It is on its way, as far as can be seen.</summary>
    InProgress,

    /// <summary>It failed, and will not get ready by waiting.</summary>
    Failed,

    /// <summary>It does not exist.</summary>
    NotFound,
}
