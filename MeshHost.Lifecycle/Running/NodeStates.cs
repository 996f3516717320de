using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Lifecycle.Graph;

namespace MeshHost.Lifecycle.Running;

/// <summary>Publishes the states of nodes, in every mode: in pipelines no other service does.</summary>
internal sealed class NodeStates(IServiceProvider services, ResourceNotificationService notifications, IDistributedApplicationEventing eventing, TimeProvider time)
{
    /// <summary>The name of the snapshot property that holds why a node failed.</summary>
    internal const string ErrorProperty = "meshhost.error";

    public Task WaitingAsync(LifecycleNode node) => PublishAsync(node.Resource, KnownResourceStates.Waiting, KnownResourceStateStyles.Info, error: null);

    public Task StartingAsync(LifecycleNode node) => PublishAsync(node.Resource, KnownResourceStates.Starting, KnownResourceStateStyles.Info, error: null);

    public Task StoppingAsync(LifecycleNode node) => PublishAsync(node.Resource, KnownResourceStates.Stopping, KnownResourceStateStyles.Info, error: null);

    /// <summary>The node is provisioned. A style of our own would hide from the dashboard's icon whether it is healthy.</summary>
    public Task RunningAsync(LifecycleNode node) => notifications.PublishUpdateAsync(node.Resource, s => s with
    {
        State = new ResourceStateSnapshot(KnownResourceStates.Running, null),
        StartTimeStamp = s.StartTimeStamp ?? time.GetUtcNow().UtcDateTime,
        StopTimeStamp = null,
        Properties = LifecycleContext.WithProperty(LifecycleContext.WithProperty(s.Properties, ErrorProperty, null), LifecycleContext.ActivityProperty, null),
    });

    public Task RemovedAsync(LifecycleNode node) => PublishAsync(node.Resource, KnownResourceStates.Finished, KnownResourceStateStyles.Success, error: null);

    public Task NotRemovedAsync(LifecycleNode node, string? cause) =>
        PublishAsync(node.Resource, KnownResourceStates.RuntimeUnhealthy, KnownResourceStateStyles.Error, cause);

    /// <summary>A rollout's run of the node ended without the node being healthy.</summary>
    public async Task FailedAsync(LifecycleNode node, NodeOutcome outcome)
    {
        var state = outcome.Status is NodeStatus.Interrupted ? KnownResourceStates.Exited : KnownResourceStates.FailedToStart;
        var style = outcome.Status is NodeStatus.Failed ? KnownResourceStateStyles.Error : KnownResourceStateStyles.Warn;
        await PublishAsync(node.Resource, state, style, outcome.Cause).ConfigureAwait(false);
        if (notifications.TryGetCurrentState(node.Name, out var current))
        {
            await eventing.PublishAsync(new ResourceStoppedEvent(node.Resource, services, current), CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>What the node says that it is doing, or <see langword="null"/>.</summary>
    public string? CurrentActivity(LifecycleNode node) =>
        notifications.TryGetCurrentState(node.Name, out var current)
            && current.Snapshot.Properties.FirstOrDefault(p => p.Name == LifecycleContext.ActivityProperty)?.Value is string { Length: > 0 } activity
            ? activity
            : null;

    private Task PublishAsync(IResource resource, string state, string style, string? error) => notifications.PublishUpdateAsync(resource, s => s with
    {
        State = new ResourceStateSnapshot(state, style),
        StopTimeStamp = error is null ? null : time.GetUtcNow().UtcDateTime,

        // The line that said what was going on now says why it no longer does.
        Properties = WithError(s.Properties, error),
    });

    private static ImmutableArray<ResourcePropertySnapshot> WithError(ImmutableArray<ResourcePropertySnapshot> properties, string? error) =>
        LifecycleContext.WithProperty(LifecycleContext.WithProperty(properties, ErrorProperty, error), LifecycleContext.ActivityProperty, error);
}
