namespace MeshHost.Gcp.Container;

/// <summary>A maintenance window by recurrence rule.</summary>
public sealed record RecurringTimeWindow
{
    /// <summary>First occurrence.</summary>
    public TimeWindow? Window { get; init; }

    /// <summary>RFC 5545 rule, for example FREQ=WEEKLY;BYDAY=SA,SU.</summary>
    public string? Recurrence { get; init; }
}
