namespace MeshHost.Kubernetes.Readiness;

/// <summary>How long to wait, and for what.</summary>
public sealed record ReadinessWaitOptions
{
    /// <summary>Gets the longest time to wait for all objects together. Default: 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets whether the first failed object ends the wait. Default: true; a failure does not heal by waiting.</summary>
    public bool FailFast { get; init; } = true;

    /// <summary>Gets whether to find out why an object is not ready when the wait fails. Default: true.</summary>
    public bool Diagnose { get; init; } = true;
}
