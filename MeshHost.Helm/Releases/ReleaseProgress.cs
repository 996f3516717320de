using MeshHost.Kubernetes;

namespace MeshHost.Helm;

/// <summary>One step of an operation on a release.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Message">One line for a person.</param>
public sealed record ReleaseProgress(ReleasePhase Phase, string Message)
{
    /// <summary>The object concerned, or <see langword="null"/>.</summary>
    public ObjectReference? Object { get; init; }

    /// <summary>How many objects of this phase are done.</summary>
    public int Completed { get; init; }

    /// <summary>How many objects this phase has; 0 when that is not known.</summary>
    public int Total { get; init; }
}
