using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Lifecycle;

/// <summary>A service that subscribes to events before the application starts.</summary>
public interface IDistributedApplicationEventingSubscriber
{
    /// <summary>Subscribes.</summary>
    /// <param name="eventing">The events of the application.</param>
    /// <param name="executionContext">What the application was started for.</param>
    /// <param name="cancellationToken">Cancelled when the start is.</param>
    /// <returns>A task that ends when it has subscribed.</returns>
    Task SubscribeAsync(
        IDistributedApplicationEventing eventing,
        DistributedApplicationExecutionContext executionContext,
        CancellationToken cancellationToken);
}
