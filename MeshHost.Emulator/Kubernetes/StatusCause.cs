namespace MeshHost.Emulator.Kubernetes;

/// <summary>One entry of <c>status.details.causes</c>: a reason such as FieldValueRequired, a message and the field's path.</summary>
internal sealed record StatusCause(string Reason, string Message, string Field);
