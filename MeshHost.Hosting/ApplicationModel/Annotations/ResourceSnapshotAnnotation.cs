namespace Aspire.Hosting.ApplicationModel;

/// <summary>Holds the snapshot that a resource begins with.</summary>
/// <param name="initialSnapshot">The snapshot.</param>
public class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
{
    /// <summary>The snapshot that the resource begins with.</summary>
    public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot ?? throw new ArgumentNullException(nameof(initialSnapshot));
}
