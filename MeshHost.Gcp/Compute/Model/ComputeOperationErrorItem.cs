namespace MeshHost.Gcp.Compute;

/// <summary>One failure of a Compute Engine operation.</summary>
public sealed record ComputeOperationErrorItem
{
    /// <summary>Reason, for example RESOURCE_IN_USE_BY_ANOTHER_RESOURCE or QUOTA_EXCEEDED.</summary>
    public string? Code { get; init; }

    /// <summary>Google's explanation.</summary>
    public string? Message { get; init; }

    /// <summary>Structured details.</summary>
    public IReadOnlyList<ComputeOperationErrorDetail>? ErrorDetails { get; init; }
}
