using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace MeshHost.Hosting.Eventing;

/// <summary>
/// The subscriptions to one type of event. Those of single resources are kept apart, so that the dispatch to one resource of
/// thousands does not look at the subscriptions of all others.
/// </summary>
internal sealed class SubscriptionTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IResource, ImmutableArray<Entry>> _byResource = new(ReferenceComparer.Instance);
    private ImmutableArray<Entry> _global = [];
    private long _sequence;

    public void Add(DistributedApplicationEventSubscription subscription)
    {
        lock (_lock)
        {
            var entry = new Entry(_sequence++, subscription);
            if (subscription is DistributedApplicationResourceEventSubscription { Resource: { } resource })
            {
                _byResource[resource] = _byResource.TryGetValue(resource, out var entries) ? entries.Add(entry) : [entry];
            }
            else
            {
                _global = _global.Add(entry);
            }
        }
    }

    public void Remove(DistributedApplicationEventSubscription subscription)
    {
        lock (_lock)
        {
            if (subscription is DistributedApplicationResourceEventSubscription { Resource: { } resource })
            {
                if (_byResource.TryGetValue(resource, out var entries))
                {
                    _byResource[resource] = entries.RemoveAll(e => ReferenceEquals(e.Subscription, subscription));
                }
            }
            else
            {
                _global = _global.RemoveAll(e => ReferenceEquals(e.Subscription, subscription));
            }
        }
    }

    /// <summary>The subscriptions that concern a resource, in the order in which they were made.</summary>
    public ImmutableArray<DistributedApplicationEventSubscription> For(IResource? resource)
    {
        lock (_lock)
        {
            if (resource is null || !_byResource.TryGetValue(resource, out var own) || own.IsEmpty)
            {
                return [.. _global.Select(e => e.Subscription)];
            }

            return _global.IsEmpty
                ? [.. own.Select(e => e.Subscription)]
                : [.. _global.Concat(own).OrderBy(e => e.Sequence).Select(e => e.Subscription)];
        }
    }

    private readonly record struct Entry(long Sequence, DistributedApplicationEventSubscription Subscription);

    private sealed class ReferenceComparer : IEqualityComparer<IResource>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(IResource? x, IResource? y) => ReferenceEquals(x, y);

        public int GetHashCode(IResource obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
