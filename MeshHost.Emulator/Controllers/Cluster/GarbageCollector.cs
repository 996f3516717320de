using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Controllers.Cluster;

/// <summary>
/// Deletes objects whose owners are gone, and serves the finalizers of foreground and orphaning deletion.
/// It watches every resource, those of custom resource definitions as soon as they exist.
/// </summary>
internal sealed partial class GarbageCollector : IAsyncDisposable
{
    private readonly ControllerContext _context;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<(string Group, string Resource), (string Kind, bool Namespaced)> _resources = new();
    private readonly System.Threading.Channels.Channel<(string Group, string Resource, ClusterEvent Change)> _changes =
        System.Threading.Channels.Channel.CreateUnbounded<(string, string, ClusterEvent)>();

    private readonly ConcurrentDictionary<string, (string Group, string Resource, JsonObject Object)> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _dependents = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _subscriptions = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _worker = Task.CompletedTask;

    public GarbageCollector(ControllerContext context)
    {
        _context = context;
        _logger = context.Loggers.CreateLogger<GarbageCollector>();
    }

    private IClusterApi Api => _context.Api;

    public void Start()
    {
        foreach (var (group, resource, kind, namespaced) in KnownResources.BuiltIn)
        {
            // Events are neither owners nor owned, and there are many.
            if (resource != "events")
            {
                Observe(group, resource, kind, namespaced);
            }
        }

        _subscriptions.Add(_context.Cache.Subscribe("apiextensions.k8s.io", "customresourcedefinitions", change =>
        {
            if (change.Type != "DELETED")
            {
                var spec = change.Object.Object("spec");
                Observe(spec.Text("group") ?? "", spec.At("names.plural").AsText() ?? "", spec.At("names.kind").AsText() ?? "", spec.Text("scope") == "Namespaced");
            }
        }));
        _worker = Task.Run(() => RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        _subscriptions.ForEach(subscription => subscription.Dispose());
        await _stop.CancelAsync().ConfigureAwait(false);
        await _worker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Observe(string group, string resource, string kind, bool namespaced)
    {
        if (_resources.TryAdd((group, resource), (kind, namespaced)))
        {
            // Subscribing from within another feed's callback is safe: each feed has its own lock.
            _subscriptions.Add(_context.Cache.Subscribe(group, resource, change => _changes.Writer.TryWrite((group, resource, change))));
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (group, resource, change) in _changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await HandleAsync(group, resource, change, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception ex) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Failed(_logger, ex, resource, change.Object.Name());
                Requeue(group, resource, change, cancellationToken);
            }
        }
    }

    private void Requeue(string group, string resource, ClusterEvent change, CancellationToken cancellationToken) =>
        _ = Task.Delay(TimeSpan.FromMilliseconds(100), _context.Clock.Time, cancellationToken).ContinueWith(
            _ => _changes.Writer.TryWrite((group, resource, change)), cancellationToken, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    private async Task HandleAsync(string group, string resource, ClusterEvent change, CancellationToken cancellationToken)
    {
        var uid = change.Object.Uid() ?? "";
        if (change.Type == "DELETED")
        {
            _objects.TryRemove(uid, out _);
            foreach (var owner in OwnersOf(change.Object))
            {
                if (_dependents.TryGetValue(owner.Text("uid") ?? "", out var siblings))
                {
                    siblings.TryRemove(uid, out _);
                    await FinishForegroundAsync(owner.Text("uid") ?? "", cancellationToken).ConfigureAwait(false);
                }
            }

            if (_dependents.TryRemove(uid, out var orphans))
            {
                foreach (var dependent in orphans.Keys)
                {
                    await CollectAsync(dependent, cancellationToken).ConfigureAwait(false);
                }
            }

            return;
        }

        _objects[uid] = (group, resource, change.Object);
        var owned = false;
        foreach (var owner in OwnersOf(change.Object))
        {
            owned = true;
            _dependents.GetOrAdd(owner.Text("uid") ?? "", _ => new()).TryAdd(uid, true);
        }

        if (owned && !change.Object.IsTerminating())
        {
            await CollectAsync(uid, cancellationToken).ConfigureAwait(false);
        }

        if (change.Object.IsTerminating())
        {
            await ServeFinalizersAsync(group, resource, change.Object, cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<JsonObject> OwnersOf(JsonObject obj) => obj.Object("metadata").Array("ownerReferences").Objects();

    /// <summary>Deletes an object when none of its owners exists any more.</summary>
    private async Task CollectAsync(string uid, CancellationToken cancellationToken)
    {
        if (!_objects.TryGetValue(uid, out var item) || Api.Get(item.Group, item.Resource, item.Object.Namespace(), item.Object.Name()) is not { } current
            || current.Uid() != uid || current.IsTerminating())
        {
            return;
        }

        var owners = OwnersOf(current).ToList();
        if (owners.Count > 0 && !owners.Exists(owner => Exists(owner, current.Namespace())))
        {
            await Api.DeleteAsync(item.Group, item.Resource, current.Namespace(), current.Name(), cancellationToken).ConfigureAwait(false);
        }
    }

    private bool Exists(JsonObject owner, string? ns)
    {
        var uid = owner.Text("uid") ?? "";
        var kind = owner.Text("kind");
        var group = owner.GroupOf();
        foreach (var ((resourceGroup, resource), info) in _resources)
        {
            if (resourceGroup == group && info.Kind == kind)
            {
                return Api.Get(group, resource, info.Namespaced ? ns : null, owner.Text("name") ?? "")?.Uid() == uid;
            }
        }

        // A kind that is not known (yet) may exist: what is in doubt is kept.
        return true;
    }

    private async Task ServeFinalizersAsync(string group, string resource, JsonObject obj, CancellationToken cancellationToken)
    {
        var finalizers = obj.Object("metadata").Array("finalizers").Texts().ToList();
        var uid = obj.Uid() ?? "";
        if (finalizers.Contains("orphan"))
        {
            foreach (var (dependentGroup, dependentResource, dependent) in DependentsOf(uid))
            {
                await Api.UpdateAsync(dependentGroup, dependentResource, dependent.Namespace(), dependent.Name(), current =>
                {
                    var references = current.Object("metadata").Array("ownerReferences");
                    var mine = references.Objects().Where(reference => reference.Text("uid") == uid).ToList();
                    mine.ForEach(reference => references!.Remove(reference));
                    return mine.Count > 0;
                }, status: false, cancellationToken).ConfigureAwait(false);
            }

            await RemoveFinalizerAsync(group, resource, obj, "orphan", cancellationToken).ConfigureAwait(false);
        }
        else if (finalizers.Contains("foregroundDeletion"))
        {
            foreach (var (dependentGroup, dependentResource, dependent) in DependentsOf(uid))
            {
                if (!dependent.IsTerminating())
                {
                    await Api.DeleteAsync(dependentGroup, dependentResource, dependent.Namespace(), dependent.Name(), cancellationToken, "Foreground").ConfigureAwait(false);
                }
            }

            await FinishForegroundAsync(uid, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<(string Group, string Resource, JsonObject Object)> DependentsOf(string uid)
    {
        var found = new List<(string, string, JsonObject)>();
        if (_dependents.TryGetValue(uid, out var dependents))
        {
            foreach (var dependent in dependents.Keys)
            {
                if (_objects.TryGetValue(dependent, out var item)
                    && Api.Get(item.Group, item.Resource, item.Object.Namespace(), item.Object.Name()) is { } current && current.Uid() == dependent)
                {
                    found.Add((item.Group, item.Resource, current));
                }
            }
        }

        return found;
    }

    private async Task FinishForegroundAsync(string uid, CancellationToken cancellationToken)
    {
        if (_objects.TryGetValue(uid, out var owner)
            && Api.Get(owner.Group, owner.Resource, owner.Object.Namespace(), owner.Object.Name()) is { } current
            && current.Uid() == uid && current.IsTerminating()
            && !DependentsOf(uid).Exists(item => OwnersOf(item.Object).Any(reference => reference.Text("uid") == uid && reference.Boolean("blockOwnerDeletion") == true)))
        {
            await RemoveFinalizerAsync(owner.Group, owner.Resource, current, "foregroundDeletion", cancellationToken).ConfigureAwait(false);
        }
    }

    private Task RemoveFinalizerAsync(string group, string resource, JsonObject obj, string finalizer, CancellationToken cancellationToken) =>
        Api.UpdateAsync(group, resource, obj.Namespace(), obj.Name(), current => Finalizers.Remove(current, finalizer), status: false, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Garbage collection failed on {Resource} '{Name}' and tries again")]
        public static partial void Failed(ILogger logger, Exception exception, string resource, string name);
    }
}
