using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Carries a resource's lifecycle and its time limits.</summary>
internal sealed class LifecycleAnnotation(LifecycleAdapter lifecycle) : IResourceAnnotation
{
    /// <summary>Gets the lifecycle.</summary>
    public LifecycleAdapter Lifecycle => lifecycle;

    /// <summary>Gets or sets how long provisioning may take in all, retries included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(10);
}
