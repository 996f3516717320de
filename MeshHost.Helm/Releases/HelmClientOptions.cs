using Microsoft.Extensions.Logging;

namespace MeshHost.Helm;

/// <summary>Options of a Helm client.</summary>
public sealed record HelmClientOptions
{
    /// <summary>Owner of the fields that releases set. Default <c>helm</c>, so that a later <c>helm upgrade</c> finds its own fields.</summary>
    public string FieldManager { get; init; } = "helm";

    /// <summary>
    /// After how long without a sign of life a pending operation counts as abandoned. Default 30 seconds. An installer on this machine whose
    /// process is gone counts as dead at once.
    /// </summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how long a pending operation of another tool, which shows no sign of life, counts as abandoned. Default 15 minutes.
    /// </summary>
    public TimeSpan ForeignAbandonedAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Source of time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the client logs, or <see langword="null"/>.</summary>
    public ILogger? Logger { get; init; }
}
