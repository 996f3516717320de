namespace MeshHost.Helm;

/// <summary>What an operation did to a release.</summary>
public enum ReleaseAction
{
    /// <summary>Chart, values and live objects were as wanted; there is no new revision.</summary>
    Unchanged,

    /// <summary>The release was installed for the first time.</summary>
    Installed,

    /// <summary>A new revision took the place of an earlier one.</summary>
    Upgraded,

    /// <summary>A new revision with the contents of an earlier one was applied.</summary>
    RolledBack,
}
