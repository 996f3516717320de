namespace MeshHost.Gcp.Compute;

/// <summary>Structured detail of a failure.</summary>
public sealed record ComputeOperationErrorDetail
{
    /// <summary>The quota that was exceeded.</summary>
    public ComputeQuotaInfo? QuotaInfo { get; init; }
}
