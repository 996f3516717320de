using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Graph;

namespace MeshHost.Lifecycle.Telemetry;

/// <summary>The one trace of a rollout: a root span, a span per node below it, linked to the spans of what the node waited for.</summary>
internal sealed class RolloutTrace : IDisposable
{
    private readonly ConcurrentDictionary<string, ActivityContext> _nodes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private Activity? _root;
    private bool _ended;

    /// <summary>Starts the span of a node. The first node starts the root span too.</summary>
    public Activity? StartNode(IResource resource)
    {
        var activity = LifecycleTelemetry.Source.StartActivity($"provision {resource.Name}", ActivityKind.Internal, Root());
        if (activity is not null)
        {
            activity.SetTag(LifecycleTelemetry.ResourceNameTag, resource.Name);
            activity.SetTag(LifecycleTelemetry.ResourceTypeTag, resource.GetType().Name);
            _nodes[resource.Name] = activity.Context;
        }

        return activity;
    }

    /// <summary>Links a node's span to the spans of the nodes that it waited for.</summary>
    public void LinkDependencies(Activity? activity, IEnumerable<LifecycleNode> dependencies)
    {
        if (activity is null)
        {
            return;
        }

        foreach (var dependency in dependencies)
        {
            if (_nodes.TryGetValue(dependency.Name, out var context))
            {
                activity.AddLink(new ActivityLink(context, new ActivityTagsCollection { [LifecycleTelemetry.ResourceNameTag] = dependency.Name }));
            }
        }
    }

    /// <summary>Ends the root span with the rollout's outcome.</summary>
    public void End(bool succeeded, string description)
    {
        lock (_lock)
        {
            _ended = true;
            _root?.SetStatus(succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, succeeded ? null : description);
            _root?.Dispose();
        }
    }

    public void Dispose() => End(succeeded: false, "the host stopped before the rollout was complete");

    private ActivityContext Root()
    {
        lock (_lock)
        {
            if (_root is null && !_ended)
            {
                // The root must not become the child of whatever happens to be current where the first node starts.
                var current = Activity.Current;
                Activity.Current = null;
                _root = LifecycleTelemetry.Source.StartActivity("rollout");
                Activity.Current = current;
            }

            return _root?.Context ?? default;
        }
    }
}
