using MeshHost.Kubernetes;

namespace MeshHost.Helm;

/// <summary>Outcome of an uninstall.</summary>
/// <param name="Found">Whether there was such a release.</param>
/// <param name="Deleted">Objects that were deleted.</param>
/// <param name="Kept">Objects that stay because of <c>helm.sh/resource-policy: keep</c>.</param>
public sealed record UninstallResult(bool Found, IReadOnlyList<ObjectReference> Deleted, IReadOnlyList<ObjectReference> Kept);
