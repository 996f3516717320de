using MeshHost.Kubernetes;

namespace MeshHost.Helm;

/// <summary>Outcome of an install, upgrade or rollback.</summary>
/// <param name="Release">The release as it is now.</param>
/// <param name="Action">What was done.</param>
public sealed record ReleaseResult(Release Release, ReleaseAction Action)
{
    /// <summary>The objects of the release.</summary>
    public IReadOnlyList<ObjectReference> Objects { get; init; } = [];

    /// <summary>Objects of earlier revisions that are no longer part of the release and were deleted.</summary>
    public IReadOnlyList<ObjectReference> Pruned { get; init; } = [];

    /// <summary>Remarks that are not errors.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
