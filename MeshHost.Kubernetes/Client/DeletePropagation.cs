namespace MeshHost.Kubernetes;

/// <summary>What becomes of the objects that a deleted object owns.</summary>
public enum DeletePropagation
{
    /// <summary>They are deleted after their owner, in the background.</summary>
    Background,

    /// <summary>They are deleted first; the owner stays until they are gone.</summary>
    Foreground,

    /// <summary>They are kept, and lose their owner.</summary>
    Orphan,
}
