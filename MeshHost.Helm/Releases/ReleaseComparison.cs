using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>How a request compares with the deployed revision.</summary>
/// <param name="Unchanged">The plan of the revision when there is nothing to do; else <see langword="null"/>.</param>
/// <param name="Difference">What differs, in words; <see langword="null"/> when nothing does.</param>
/// <param name="State">The live objects, where they were looked at.</param>
internal sealed record ReleaseComparison(ReleasePlan? Unchanged, string? Difference, SetState? State);
