using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Notifications;

/// <summary>
/// Holds the last snapshot of every resource and hands each new one to those who observe. Observers of a single resource are kept by
/// its name: with thousands of resources that wait for each other, each snapshot concerns only a few.
/// </summary>
internal sealed partial class SnapshotStore(SnapshotComposer composer, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<SnapshotSubscription>> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SnapshotSubscription> _all = [];

    public void Publish(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        var entry = GetOrAddEntry(resourceId);
        lock (entry.Lock)
        {
            var previous = entry.Last?.Snapshot ?? composer.CreateInitial(resource);
            var next = composer.Complete(resource, previous, stateFactory(previous));
            if (entry.Last is not null && SnapshotEquality.AreEqual(previous, next))
            {
                return;
            }

            var resourceEvent = new ResourceEvent(resource, resourceId, next with { Version = previous.Version + 1 });
            if (next.State?.Text != previous.State?.Text && next.State is { } state && !string.IsNullOrWhiteSpace(state.Text))
            {
                Log.StateChanged(logger, resourceId, previous.State?.Text ?? "(none)", state.Text);
            }

            lock (_gate)
            {
                entry.Last = resourceEvent;
                foreach (var subscription in _all)
                {
                    subscription.Write(resourceEvent);
                }

                if (_byName.TryGetValue(resource.Name, out var interested))
                {
                    foreach (var subscription in interested)
                    {
                        subscription.Write(resourceEvent);
                    }
                }
            }
        }
    }

    public bool TryGet(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            resourceEvent = _entries.TryGetValue(resourceId, out var entry) ? entry.Last : null;
            return resourceEvent is not null;
        }
    }

    public ResourceEvent? FindByName(string resourceName)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(resourceName, out var entry) && entry.Last is not null
                ? entry.Last
                : InstancesOf(resourceName).FirstOrDefault();
        }
    }

    /// <summary>Subscribes to one resource, or to all; what has been published before comes first.</summary>
    public SnapshotSubscription Subscribe(string? resourceName)
    {
        lock (_gate)
        {
            var subscription = new SnapshotSubscription(this, resourceName);
            if (resourceName is null)
            {
                foreach (var entry in _entries.Values)
                {
                    subscription.WriteIfAny(entry.Last);
                }

                _all.Add(subscription);
                return subscription;
            }

            if (_entries.TryGetValue(resourceName, out var own) && own.Last is { } last && IsNamed(last, resourceName))
            {
                subscription.Write(last);
            }
            else
            {
                foreach (var instance in InstancesOf(resourceName))
                {
                    subscription.Write(instance);
                }
            }

            if (!_byName.TryGetValue(resourceName, out var interested))
            {
                _byName[resourceName] = interested = [];
            }

            interested.Add(subscription);
            return subscription;
        }
    }

    public void Unsubscribe(SnapshotSubscription subscription)
    {
        lock (_gate)
        {
            if (subscription.ResourceName is not { } name)
            {
                _all.Remove(subscription);
            }
            else if (_byName.TryGetValue(name, out var interested))
            {
                interested.Remove(subscription);
                if (interested.Count == 0)
                {
                    _byName.Remove(name);
                }
            }
        }
    }

    private Entry GetOrAddEntry(string resourceId)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(resourceId, out var entry))
            {
                _entries[resourceId] = entry = new Entry();
            }

            return entry;
        }
    }

    // Only what has replicas publishes under ids that differ from the name; nothing in the hot path does.
    private IEnumerable<ResourceEvent> InstancesOf(string resourceName) =>
        _entries.Values.Select(e => e.Last).OfType<ResourceEvent>().Where(e => IsNamed(e, resourceName));

    private static bool IsNamed(ResourceEvent resourceEvent, string resourceName) =>
        string.Equals(resourceEvent.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase);

    private sealed class Entry
    {
        public Lock Lock { get; } = new();

        public ResourceEvent? Last { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Resource '{ResourceId}' changed state: {PreviousState} -> {NewState}")]
        public static partial void StateChanged(ILogger logger, string resourceId, string previousState, string newState);
    }
}
