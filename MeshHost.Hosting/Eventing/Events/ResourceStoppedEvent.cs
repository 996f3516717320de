using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Published by whoever stops a resource, when it has stopped.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The services of the application.</param>
/// <param name="resourceEvent">The last state of the resource.</param>
public class ResourceStoppedEvent(IResource resource, IServiceProvider services, ResourceEvent resourceEvent)
    : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>The services of the application.</summary>
    public IServiceProvider Services { get; } = services ?? throw new ArgumentNullException(nameof(services));

    /// <summary>The last state of the resource.</summary>
    public ResourceEvent ResourceEvent { get; } = resourceEvent ?? throw new ArgumentNullException(nameof(resourceEvent));
}
