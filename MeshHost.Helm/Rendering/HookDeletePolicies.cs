namespace MeshHost.Helm;

/// <summary>When a hook's object is deleted.</summary>
[Flags]
public enum HookDeletePolicies
{
    /// <summary>None was given, which means <see cref="BeforeHookCreation"/>.</summary>
    None = 0,

    /// <summary>Before the hook is created again.</summary>
    BeforeHookCreation = 1,

    /// <summary>After all hooks of the event succeeded.</summary>
    HookSucceeded = 1 << 1,

    /// <summary>After the hook failed.</summary>
    HookFailed = 1 << 2,
}
