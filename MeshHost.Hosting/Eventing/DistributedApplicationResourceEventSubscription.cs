using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>A subscription to an event of one resource.</summary>
/// <param name="resource">The resource; <see langword="null"/> for any.</param>
/// <param name="callback">Called for each event of the resource.</param>
public class DistributedApplicationResourceEventSubscription(
    IResource? resource,
    Func<IDistributedApplicationResourceEvent, CancellationToken, Task> callback)
    : DistributedApplicationEventSubscription((@event, cancellationToken) =>
        callback((IDistributedApplicationResourceEvent)@event, cancellationToken))
{
    /// <summary>The resource; <see langword="null"/> for any.</summary>
    public IResource? Resource { get; } = resource;
}
