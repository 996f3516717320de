namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says that a resource waits for another one before it starts.</summary>
/// <param name="resource">The resource that is waited for.</param>
/// <param name="waitType">What is waited for.</param>
/// <param name="exitCode">The exit code that counts as success when completion is waited for.</param>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The resource that is waited for.</summary>
    public IResource Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>What happens when the resource becomes unavailable; <see langword="null"/> for the default of the application.</summary>
    public WaitBehavior? WaitBehavior { get; init; }

    /// <summary>The exit code that counts as success when completion is waited for.</summary>
    public int ExitCode { get; } = exitCode;
}
