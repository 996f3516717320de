namespace MeshHost.Kubernetes.Apply;

/// <summary>An object of an applied set.</summary>
/// <param name="Object">The object.</param>
/// <param name="Outcome">What was done to it.</param>
public sealed record AppliedObject(ObjectReference Object, ApplyOutcome Outcome);
