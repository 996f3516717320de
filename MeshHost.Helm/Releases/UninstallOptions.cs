namespace MeshHost.Helm;

/// <summary>How a release is removed.</summary>
public sealed record UninstallOptions
{
    /// <summary>Whether the release's records are kept with status uninstalled.</summary>
    public bool KeepHistory { get; init; }

    /// <summary>Whether to wait until all objects are gone. Default <see langword="true"/>.</summary>
    public bool Wait { get; init; } = true;

    /// <summary>Longest time for each hook and for the wait. Default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether hooks are left out.</summary>
    public bool SkipHooks { get; init; }
}
