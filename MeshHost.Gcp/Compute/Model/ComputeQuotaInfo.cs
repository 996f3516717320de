namespace MeshHost.Gcp.Compute;

/// <summary>A quota that was exceeded.</summary>
public sealed record ComputeQuotaInfo
{
    /// <summary>Quota metric, for example compute.googleapis.com/cpus.</summary>
    public string? MetricName { get; init; }

    /// <summary>Name of the limit.</summary>
    public string? LimitName { get; init; }

    /// <summary>The limit in the metric's unit.</summary>
    public double? Limit { get; init; }

    /// <summary>Where the limit holds, for example region.</summary>
    public IReadOnlyDictionary<string, string>? Dimensions { get; init; }
}
