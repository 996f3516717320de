namespace MeshHost.Gcp.Container;

/// <summary>A maintenance window.</summary>
public sealed record MaintenanceWindow
{
    /// <summary>A window of four hours each day.</summary>
    public DailyMaintenanceWindow? DailyMaintenanceWindow { get; init; }

    /// <summary>A window by recurrence rule.</summary>
    public RecurringTimeWindow? RecurringWindow { get; init; }
}
