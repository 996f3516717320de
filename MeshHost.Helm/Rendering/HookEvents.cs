namespace MeshHost.Helm;

/// <summary>When a hook runs.</summary>
[Flags]
public enum HookEvents
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>Before the objects of a first install.</summary>
    PreInstall = 1,

    /// <summary>After the objects of a first install.</summary>
    PostInstall = 1 << 1,

    /// <summary>Before the objects of an upgrade.</summary>
    PreUpgrade = 1 << 2,

    /// <summary>After the objects of an upgrade.</summary>
    PostUpgrade = 1 << 3,

    /// <summary>Before the objects of a rollback.</summary>
    PreRollback = 1 << 4,

    /// <summary>After the objects of a rollback.</summary>
    PostRollback = 1 << 5,

    /// <summary>Before an uninstall deletes.</summary>
    PreDelete = 1 << 6,

    /// <summary>After an uninstall deleted.</summary>
    PostDelete = 1 << 7,

    /// <summary>When the release is tested.</summary>
    Test = 1 << 8,
}
