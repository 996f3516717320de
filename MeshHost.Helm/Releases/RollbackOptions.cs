namespace MeshHost.Helm;

/// <summary>How a release goes back to an earlier revision.</summary>
public sealed record RollbackOptions
{
    /// <summary>The revision to go back to; 0 means the last one that was deployed before the current one.</summary>
    public int Revision { get; init; }

    /// <summary>Whether to wait until all objects are ready.</summary>
    public bool Wait { get; init; }

    /// <summary>Longest time for each hook and for the wait. Default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many revisions are kept. Default 10; 0 keeps all.</summary>
    public int HistoryLimit { get; init; } = 10;

    /// <summary>Whether hooks are left out.</summary>
    public bool SkipHooks { get; init; }
}
