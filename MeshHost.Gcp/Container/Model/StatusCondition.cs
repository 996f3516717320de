namespace MeshHost.Gcp.Container;

/// <summary>Something wrong with a cluster, a pool or an operation.</summary>
public sealed record StatusCondition
{
    /// <summary>GCE_STOCKOUT, GCE_QUOTA_EXCEEDED, GKE_SERVICE_ACCOUNT_DELETED, ...</summary>
    public string? Code { get; init; }

    /// <summary>Canonical error code.</summary>
    public string? CanonicalCode { get; init; }

    /// <summary>Google's explanation.</summary>
    public string? Message { get; init; }
}
