namespace MeshHost.Lifecycle;

/// <summary>What a planned change does to its target.</summary>
public enum ChangeKind
{
    /// <summary>The target does not exist and will be created.</summary>
    Create,

    /// <summary>The target exists and will be changed in place.</summary>
    Update,

    /// <summary>A field that cannot be changed in place differs: the target would have to be deleted and created again.</summary>
    Replace,

    /// <summary>The target is ours, is no longer declared, and will be deleted.</summary>
    Delete,
}
