namespace MeshHost.Gcp.Compute;

/// <summary>A quota with its use.</summary>
public sealed record Quota
{
    /// <summary>Metric, for example CPUS.</summary>
    public string? Metric { get; init; }

    /// <summary>The limit.</summary>
    public double? Limit { get; init; }

    /// <summary>What is in use.</summary>
    public double? Usage { get; init; }
}
