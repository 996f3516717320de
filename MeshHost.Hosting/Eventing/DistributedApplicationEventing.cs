using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Eventing;

namespace Aspire.Hosting.Eventing;

/// <summary>Publishes events to those who subscribed to them, in the order in which they did.</summary>
public class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly ConcurrentDictionary<Type, SubscriptionTable> _tables = new();

    /// <summary>Receives what subscribers throw when nobody waits for them; the host logs it.</summary>
    internal Action<IDistributedApplicationEvent, Exception>? UnobservedFailure { get; set; }

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent
    {
        ArgumentNullException.ThrowIfNull(callback);
        ThrowIfNeverPublished(typeof(T));
        var subscription = new DistributedApplicationEventSubscription((@event, cancellationToken) =>
            callback((T)@event, cancellationToken));
        Table(typeof(T)).Add(subscription);
        return subscription;
    }

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(callback);
        ThrowIfNeverPublished(typeof(T));
        var subscription = new DistributedApplicationResourceEventSubscription(resource, (@event, cancellationToken) =>
            callback((T)@event, cancellationToken));
        Table(typeof(T)).Add(subscription);
        return subscription;
    }

    /// <inheritdoc/>
    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        foreach (var table in _tables.Values)
        {
            table.Remove(subscription);
        }
    }

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent =>
        PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    /// <inheritdoc/>
    public async Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (!_tables.TryGetValue(typeof(T), out var table))
        {
            return;
        }

        var subscriptions = table.For((@event as IDistributedApplicationResourceEvent)?.Resource);
        switch (dispatchBehavior)
        {
            case EventDispatchBehavior.BlockingSequential:
                await DispatchSequentiallyAsync(subscriptions, @event, cancellationToken).ConfigureAwait(false);
                break;
            case EventDispatchBehavior.BlockingConcurrent:
                await DispatchConcurrentlyAsync(subscriptions, @event, cancellationToken).ConfigureAwait(false);
                break;
            case EventDispatchBehavior.NonBlockingSequential:
                Observe(DispatchSequentiallyAsync(subscriptions, @event, cancellationToken), @event);
                break;
            case EventDispatchBehavior.NonBlockingConcurrent:
                Observe(DispatchConcurrentlyAsync(subscriptions, @event, cancellationToken), @event);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(dispatchBehavior), dispatchBehavior, "The dispatch behavior is unknown.");
        }
    }

    private static async Task DispatchSequentiallyAsync(
        ImmutableArray<DistributedApplicationEventSubscription> subscriptions,
        IDistributedApplicationEvent @event,
        CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions)
        {
            await subscription.Callback(@event, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task DispatchConcurrentlyAsync(
        ImmutableArray<DistributedApplicationEventSubscription> subscriptions,
        IDistributedApplicationEvent @event,
        CancellationToken cancellationToken)
    {
        return subscriptions.Length == 1
            ? InvokeAsync(subscriptions[0])
            : Task.WhenAll(subscriptions.Select(InvokeAsync).ToArray());

        // Async, so that what a callback throws before its first await is a faulted task like any other failure.
        async Task InvokeAsync(DistributedApplicationEventSubscription subscription) =>
            await subscription.Callback(@event, cancellationToken).ConfigureAwait(false);
    }

    private void Observe(Task dispatch, IDistributedApplicationEvent @event) =>
        dispatch.ContinueWith(
            task => UnobservedFailure?.Invoke(@event, task.Exception!.InnerException ?? task.Exception),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private SubscriptionTable Table(Type eventType) => _tables.GetOrAdd(eventType, static _ => new SubscriptionTable());

    private static void ThrowIfNeverPublished(Type eventType)
    {
        if (eventType.IsInterface || eventType.IsAbstract)
        {
            throw new ArgumentException(
                $"Cannot subscribe to '{eventType.Name}': events are dispatched by their exact type, so that an interface or abstract type "
                + "never matches. Subscribe to a concrete event type.");
        }
    }
}
