namespace MeshHost.Gcp.Container;

/// <summary>Autoscaler of a pool.</summary>
public sealed record NodePoolAutoscaling
{
    /// <summary>Whether it is on.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Fewest nodes per zone.</summary>
    public int? MinNodeCount { get; init; }

    /// <summary>Most nodes per zone.</summary>
    public int? MaxNodeCount { get; init; }

    /// <summary>Fewest nodes over all zones.</summary>
    public int? TotalMinNodeCount { get; init; }

    /// <summary>Most nodes over all zones.</summary>
    public int? TotalMaxNodeCount { get; init; }

    /// <summary>BALANCED or ANY.</summary>
    public string? LocationPolicy { get; init; }
}
