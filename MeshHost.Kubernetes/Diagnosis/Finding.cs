namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>One reason why something is not ready.</summary>
/// <param name="Cause">The kind of reason.</param>
/// <param name="Message">What is wrong, naming the pod, container, resource or webhook.</param>
/// <param name="Remedy">What to do about it, where that can be said.</param>
/// <param name="Object">The object at fault.</param>
public sealed record Finding(FindingCause Cause, string Message, string? Remedy = null, ObjectReference? Object = null)
{
    /// <summary>Returns the message and the remedy.</summary>
    public override string ToString() => Remedy is null ? Message : $"{Message} {Remedy}";
}
