namespace MeshHost.Kubernetes;

/// <summary>One cause of a refused request, as the server's Status lists them.</summary>
/// <param name="Field">The path of the field, such as <c>spec.ports[0].port</c>; empty where the cause has none.</param>
/// <param name="Reason">The reason, such as <c>FieldValueInvalid</c> or <c>FieldManagerConflict</c>.</param>
/// <param name="Message">What the server says about it.</param>
public sealed record FieldError(string Field, string Reason, string Message);
