namespace MeshHost.Kubernetes.Apply;

/// <summary>What applying did to an object.</summary>
public enum ApplyOutcome
{
    /// <summary>It did not exist, and does now.</summary>
    Created,

    /// <summary>It was changed.</summary>
    Configured,

    /// <summary>It was as it should be.</summary>
    Unchanged,

    /// <summary>It had left the set, and was deleted.</summary>
    Pruned,
}
