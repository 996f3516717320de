namespace MeshHost.Lifecycle;

/// <summary>One field that differs between the declared and the observed state.</summary>
/// <param name="Path">The field's path in the API's own terms, for example <c>spec.replicas</c> or <c>privateIpGoogleAccess</c>.</param>
/// <param name="Current">The observed value as text, or <see langword="null"/> when the field is absent.</param>
/// <param name="Desired">The declared value as text, or <see langword="null"/> when the field is to be removed.</param>
/// <param name="Immutable"><see langword="true"/> when the API refuses to change the field in place.</param>
public sealed record FieldChange(string Path, string? Current, string? Desired, bool Immutable = false);
