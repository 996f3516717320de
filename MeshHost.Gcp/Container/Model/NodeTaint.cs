namespace MeshHost.Gcp.Container;

/// <summary>A taint of a node.</summary>
public sealed record NodeTaint
{
    /// <summary>Key.</summary>
    public string? Key { get; init; }

    /// <summary>Value.</summary>
    public string? Value { get; init; }

    /// <summary>NO_SCHEDULE, PREFER_NO_SCHEDULE or NO_EXECUTE.</summary>
    public string? Effect { get; init; }
}
