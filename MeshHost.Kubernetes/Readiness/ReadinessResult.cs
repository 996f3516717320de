namespace MeshHost.Kubernetes.Readiness;

/// <summary>An object's readiness, and why.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Message">What it waits for, in words.</param>
public sealed record ReadinessResult(ReadinessState State, string Message)
{
    internal static ReadinessResult Ready(string message = "ready") => new(ReadinessState.Ready, message);

    internal static ReadinessResult InProgress(string message) => new(ReadinessState.InProgress, message);

    internal static ReadinessResult Failed(string message) => new(ReadinessState.Failed, message);
}
