using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers;

/// <summary>
/// One watch per resource for everybody who wants it: keeps the newest version of each object for reading and passes changes on.
/// The objects are shared: read them, never change them.
/// </summary>
/// <param name="api">The cluster.</param>
internal sealed class ClusterCache(IClusterApi api) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Group, string Resource), Feed> _feeds = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Counts changes of any watched object, so that what is derived from them can be kept until one changes.</summary>
    public long Version => Interlocked.Read(ref _version);

    private long _version;

    /// <summary>The newest known version of an object.</summary>
    public JsonObject? Get(string group, string resource, string? ns, string name) =>
        FeedOf(group, resource).Objects.GetValueOrDefault(new ObjectKey(ns, name));

    /// <summary>The newest known versions of the objects of a resource, in the order of their names.</summary>
    public IReadOnlyList<JsonObject> List(string group, string resource, string? ns = null) =>
        [.. FeedOf(group, resource).Objects
            .Where(item => ns is null || item.Key.Namespace == ns)
            .OrderBy(item => item.Key.Namespace, StringComparer.Ordinal)
            .ThenBy(item => item.Key.Name, StringComparer.Ordinal)
            .Select(item => item.Value)];

    /// <summary>Calls <paramref name="handler"/> for what exists and for every change, in order, until disposed. It must not block.</summary>
    public IDisposable Subscribe(string group, string resource, Action<ClusterEvent> handler) => FeedOf(group, resource).Subscribe(handler);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var feed in _feeds.Values)
        {
            await feed.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private Feed FeedOf(string group, string resource) =>
        _feeds.GetOrAdd((group, resource), static (key, cache) => new Feed(cache, key.Group, key.Resource), this).Start();

    private sealed class Feed(ClusterCache cache, string group, string resource) : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<Action<ClusterEvent>> _handlers = [];
        private ClusterWatch? _watch;
        private Task _pump = Task.CompletedTask;

        public ConcurrentDictionary<ObjectKey, JsonObject> Objects { get; } = new();

        public Feed Start()
        {
            if (_watch is not null)
            {
                return this;
            }

            lock (_gate)
            {
                if (_watch is null)
                {
                    var watch = cache.Api.Watch(group, resource);

                    // What exists is there before the first reader asks for it.
                    while (watch.Reader.TryRead(out var existing))
                    {
                        Apply(existing);
                    }

                    _pump = Task.Run(() => PumpAsync(watch, cache._stop.Token));
                    _watch = watch;
                }
            }

            return this;
        }

        public IDisposable Subscribe(Action<ClusterEvent> handler)
        {
            lock (_gate)
            {
                foreach (var obj in Objects.Values)
                {
                    handler(new ClusterEvent("ADDED", obj));
                }

                _handlers.Add(handler);
            }

            return new Subscription(this, handler);
        }

        public async ValueTask DisposeAsync()
        {
            _watch?.Dispose();
            await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task PumpAsync(ClusterWatch watch, CancellationToken cancellationToken)
        {
            await foreach (var change in watch.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                lock (_gate)
                {
                    Apply(change);
                    foreach (var handler in _handlers)
                    {
                        handler(change);
                    }
                }
            }
        }

        private void Apply(ClusterEvent change)
        {
            var key = new ObjectKey(change.Object.Namespace(), change.Object.Name());
            if (change.Type == "DELETED")
            {
                Objects.TryRemove(key, out _);
            }
            else
            {
                Objects[key] = change.Object;
            }

            Interlocked.Increment(ref cache._version);
        }

        private void Unsubscribe(Action<ClusterEvent> handler)
        {
            lock (_gate)
            {
                _handlers.Remove(handler);
            }
        }

        private sealed class Subscription(Feed feed, Action<ClusterEvent> handler) : IDisposable
        {
            public void Dispose() => feed.Unsubscribe(handler);
        }
    }

    private IClusterApi Api => api;
}
