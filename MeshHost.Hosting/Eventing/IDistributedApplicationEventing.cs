using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>Publishes events to those who subscribed to them. Subscriptions are by the static type of the event.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Subscribes to an event.</summary>
    /// <typeparam name="T">The type of the event; neither an interface nor abstract.</typeparam>
    /// <param name="callback">Called for each event.</param>
    /// <returns>What <see cref="Unsubscribe"/> takes.</returns>
    /// <exception cref="ArgumentException">The type is an interface or abstract: it would never be published.</exception>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent;

    /// <summary>Subscribes to an event of one resource.</summary>
    /// <typeparam name="T">The type of the event; neither an interface nor abstract.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <param name="callback">Called for each event of the resource.</param>
    /// <returns>What <see cref="Unsubscribe"/> takes.</returns>
    /// <exception cref="ArgumentException">The type is an interface or abstract: it would never be published.</exception>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent;

    /// <summary>Ends a subscription.</summary>
    /// <param name="subscription">The subscription.</param>
    void Unsubscribe(DistributedApplicationEventSubscription subscription);

    /// <summary>Publishes an event to its subscribers, one after the other.</summary>
    /// <typeparam name="T">The type of the event.</typeparam>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Handed to the subscribers.</param>
    /// <returns>A task that ends when the last subscriber has; it faults with the first subscriber that does.</returns>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;

    /// <summary>Publishes an event to its subscribers.</summary>
    /// <typeparam name="T">The type of the event.</typeparam>
    /// <param name="event">The event.</param>
    /// <param name="dispatchBehavior">In which order subscribers are called and whether they are waited for.</param>
    /// <param name="cancellationToken">Handed to the subscribers.</param>
    /// <returns>A task that ends when the subscribers have, or at once when they are not waited for.</returns>
    Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;
}
