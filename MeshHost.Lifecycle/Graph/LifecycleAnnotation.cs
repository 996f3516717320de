using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle.Graph;

/// <summary>Carries a resource's lifecycle, its time limits and where it was declared.</summary>
internal sealed class LifecycleAnnotation(LifecycleAdapter lifecycle) : IResourceAnnotation
{
    /// <summary>The share of a node's limit that one attempt has, when nothing else is said.</summary>
    private const int AttemptsInLimit = 2;

    private TimeSpan? _attemptTimeout;

    /// <summary>Gets the lifecycle.</summary>
    public LifecycleAdapter Lifecycle => lifecycle;

    /// <summary>Gets or sets how long the node may take in all, retries included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how long one attempt may take: half of the node's limit unless set, so that an attempt that hangs is followed by another.</summary>
    public TimeSpan AttemptTimeout
    {
        get => _attemptTimeout is { } own && own < Timeout ? own : Timeout / AttemptsInLimit;
        set => _attemptTimeout = value;
    }

    /// <summary>Gets where the resource was declared, as file and line, or <see langword="null"/> when that is not known.</summary>
    public string? DeclaredAt { get; init; }
}
