namespace MeshHost.Kubernetes.Apply;

/// <summary>One field that applying would change.</summary>
/// <param name="Path">The path, such as <c>spec.replicas</c>.</param>
/// <param name="Live">The value now, as JSON; <see langword="null"/> where there is none.</param>
/// <param name="Desired">The value afterwards, as JSON; <see langword="null"/> where it goes away.</param>
public sealed record FieldDifference(string Path, string? Live, string? Desired);
