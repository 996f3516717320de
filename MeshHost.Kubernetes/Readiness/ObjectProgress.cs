namespace MeshHost.Kubernetes.Readiness;

/// <summary>One step of an object on its way: applied, waited for, deleted.</summary>
/// <param name="Object">The object.</param>
/// <param name="State">The state, such as <c>Created</c>, <c>InProgress</c> or <c>Ready</c>.</param>
/// <param name="Message">What it waits for, or what happened.</param>
public sealed record ObjectProgress(ObjectReference Object, string State, string Message);
