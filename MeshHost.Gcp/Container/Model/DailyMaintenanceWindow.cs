namespace MeshHost.Gcp.Container;

/// <summary>A daily maintenance window.</summary>
public sealed record DailyMaintenanceWindow
{
    /// <summary>HH:MM in UTC.</summary>
    public string? StartTime { get; init; }

    /// <summary>ISO 8601 duration, filled in by the server.</summary>
    public string? Duration { get; init; }
}
