using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm;

/// <summary>What an install or upgrade would do.</summary>
/// <param name="Action">What would be done: <see cref="ReleaseAction.Unchanged"/> means that nothing would be written.</param>
/// <param name="Version">The chart's version afterwards.</param>
public sealed record ReleasePreview(ReleaseAction Action, string Version)
{
    /// <summary>Why there would be a new revision; <see langword="null"/> when there would be none.</summary>
    public string? Reason { get; init; }

    /// <summary>The version of the chart that is deployed, or <see langword="null"/>.</summary>
    public string? DeployedVersion { get; init; }

    /// <summary>Whether the deployed chart would be replaced by an older one.</summary>
    public bool IsDowngrade { get; init; }

    /// <summary>Every object, those of <c>crds/</c> first, with the fields that would change.</summary>
    public IReadOnlyList<ObjectDiff> Objects { get; init; } = [];

    /// <summary>How far the release's objects are, as they are now.</summary>
    public SetState? State { get; init; }
}
