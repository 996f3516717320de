using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Lifecycle.Graph;

namespace MeshHost.Lifecycle.Running;

/// <summary>
/// Holds a node until what it waits for is ready. Nodes await each other's runs: the host's own waits watch every change of every resource for each
/// wait, which takes minutes with a thousand nodes. Resources of other kinds are awaited through the host.
/// </summary>
internal sealed class NodeWaits(
    IServiceProvider services, IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext execution, LifecycleGraph graph, RolloutTracker tracker)
{
    /// <summary>Waits for everything that the node depends on.</summary>
    /// <returns>Why the node cannot be tried, or <see langword="null"/> when everything is ready.</returns>
    public async Task<string?> WaitAsync(LifecycleNode node, CancellationToken cancellationToken)
    {
        // In the order in which they end: a node is blocked as soon as one of them has failed.
        await foreach (var end in Task.WhenEach(graph.DependenciesOf(node).Select(tracker.EndOf)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var outcome = await end.ConfigureAwait(false);
            if (outcome.Status is NodeStatus.Interrupted)
            {
                // The host stops for this node too.
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (outcome.Status is not NodeStatus.Healthy)
            {
                return Describe(outcome);
            }
        }

        // In a pipeline the host runs no other resources.
        if (execution.IsPublishMode || !graph.WaitsForOthers(node))
        {
            return null;
        }

        try
        {
            // The orchestrator subscribes to this event and holds it until the wait annotations are satisfied.
            await eventing.PublishAsync(new BeforeResourceStartedEvent(node.Resource, services), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (DistributedApplicationException exception)
        {
            return exception.Message;
        }
    }

    private static string Describe(NodeOutcome outcome) => outcome.Status switch
    {
        // A blocked node passes on the cause, not that it was blocked itself: that is read once, at its source.
        NodeStatus.Blocked => outcome.Cause ?? $"'{outcome.Name}' was not tried",
        NodeStatus.Interrupted => $"'{outcome.Name}' was interrupted",
        _ => $"'{outcome.Name}' failed",
    };
}
