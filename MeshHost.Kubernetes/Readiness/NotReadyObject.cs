namespace MeshHost.Kubernetes.Readiness;

/// <summary>An object that did not get ready.</summary>
/// <param name="Object">The object.</param>
/// <param name="Readiness">How far it got.</param>
/// <param name="Diagnosis">Why, as far as it could be found out; <see langword="null"/> when it was not looked for.</param>
public sealed record NotReadyObject(ObjectReference Object, ReadinessResult Readiness, Diagnosis.Diagnosis? Diagnosis);
