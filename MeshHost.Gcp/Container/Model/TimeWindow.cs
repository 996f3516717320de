namespace MeshHost.Gcp.Container;

/// <summary>A window of time.</summary>
public sealed record TimeWindow
{
    /// <summary>RFC 3339 time of the start.</summary>
    public string? StartTime { get; init; }

    /// <summary>RFC 3339 time of the end.</summary>
    public string? EndTime { get; init; }
}
