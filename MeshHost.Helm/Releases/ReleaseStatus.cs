namespace MeshHost.Helm;

/// <summary>State of one revision of a release, with Helm's names.</summary>
public enum ReleaseStatus
{
    /// <summary>The record's status is not one of Helm's.</summary>
    Unknown,

    /// <summary>It is what runs now.</summary>
    Deployed,

    /// <summary>It was removed and its history kept.</summary>
    Uninstalled,

    /// <summary>A later revision took its place.</summary>
    Superseded,

    /// <summary>Applying it did not succeed.</summary>
    Failed,

    /// <summary>It is being removed.</summary>
    Uninstalling,

    /// <summary>A first install is under way, or its installer died.</summary>
    PendingInstall,

    /// <summary>An upgrade is under way, or its installer died.</summary>
    PendingUpgrade,

    /// <summary>A rollback is under way, or its installer died.</summary>
    PendingRollback,
}
