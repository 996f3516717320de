namespace Aspire.Hosting.ApplicationModel;

/// <summary>A snapshot of a resource, as observers receive it.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">The id of the instance; the name of the resource unless it has replicas.</param>
/// <param name="snapshot">The snapshot.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The id of the instance; the name of the resource unless it has replicas.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>The snapshot.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
