namespace MeshHost.Gcp.Compute;

/// <summary>The failures of a Compute Engine operation.</summary>
public sealed record ComputeOperationError
{
    /// <summary>One entry for each failure.</summary>
    public IReadOnlyList<ComputeOperationErrorItem>? Errors { get; init; }
}
