using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Lifecycle;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Rollout;

/// <summary>Removes nodes in reverse order: each when everything that depends on it is gone.</summary>
internal sealed partial class TearDown(
    LifecycleGraph graph, LifecycleDriver driver, ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    /// <summary>Removes every node.</summary>
    public Task<TearDownResult> RunAsync(CancellationToken cancellationToken) => RunAsync(graph.Nodes.ToHashSet(), cancellationToken);

    /// <summary>Removes the given nodes. A node stays when one that depends on it could not be removed.</summary>
    public async Task<TearDownResult> RunAsync(IReadOnlySet<LifecycleNode> nodes, CancellationToken cancellationToken)
    {
        using var activity = LifecycleTelemetry.Source.StartActivity("tear down");
        var before = await ListAsync(nodes, cancellationToken).ConfigureAwait(false);
        var tasks = new Dictionary<LifecycleNode, Task<TearDownOutcome>>();
        foreach (var node in nodes)
        {
            _ = Start(node, nodes, tasks, cancellationToken);
        }

        var outcomes = await Task.WhenAll(tasks.Values).ConfigureAwait(false);
        return new TearDownResult(outcomes, before, await ListAsync(nodes, cancellationToken).ConfigureAwait(false));
    }

    // What cannot be listed is said to be unknown: nobody should believe that nothing is left.
    private async Task<IReadOnlyList<string>> ListAsync(IEnumerable<LifecycleNode> nodes, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(nodes.Where(n => n.Lifecycle.HasInventory).Select(async node =>
        {
            try
            {
                return await driver.RunStepAsync(node, "inventory", node.Lifecycle.ListAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                return [$"unknown, because the inventory of '{node.Name}' failed: {exception.Message}"];
            }
        })).ConfigureAwait(false);
        return [.. lists.SelectMany(l => l)];
    }

    private Task<TearDownOutcome> Start(
        LifecycleNode node, IReadOnlySet<LifecycleNode> nodes, Dictionary<LifecycleNode, Task<TearDownOutcome>> tasks, CancellationToken cancellationToken)
    {
        if (tasks.TryGetValue(node, out var running))
        {
            return running;
        }

        var dependants = graph.DependantsOf(node).Where(nodes.Contains).Select(d => Start(d, nodes, tasks, cancellationToken)).ToList();
        return tasks[node] = RemoveAfterAsync(node, dependants, cancellationToken);
    }

    private async Task<TearDownOutcome> RemoveAfterAsync(LifecycleNode node, List<Task<TearDownOutcome>> dependants, CancellationToken cancellationToken)
    {
        var survivors = (await Task.WhenAll(dependants).ConfigureAwait(false)).Where(o => !o.Removed).Select(o => o.Node).ToList();
        return survivors.Count > 0
            ? new TearDownOutcome(node.Name, Removed: false, $"not tried, because {string.Join(", ", survivors)} could not be removed")
            : await RemoveAsync(node, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes one node, whose dependants are gone.</summary>
    public async Task<TearDownOutcome> RemoveAsync(LifecycleNode node, CancellationToken cancellationToken)
    {
        var logger = loggers.GetLogger(node.Resource);
        try
        {
            await PublishAsync(node, KnownResourceStates.Stopping, KnownResourceStateStyles.Info).ConfigureAwait(false);
            await driver.RunStepAsync(
                node,
                "destroy",
                async context =>
                {
                    await node.Lifecycle.DestroyAsync(context).ConfigureAwait(false);
                    context.Report("");
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            await PublishAsync(node, KnownResourceStates.Finished, KnownResourceStateStyles.Success).ConfigureAwait(false);
            Log.Removed(logger);
            return new TearDownOutcome(node.Name, Removed: true, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await PublishAsync(node, KnownResourceStates.RuntimeUnhealthy, KnownResourceStateStyles.Error).ConfigureAwait(false);
            Log.NotRemoved(logger, exception.Message, exception);
            return new TearDownOutcome(node.Name, Removed: false, exception.Message);
        }
    }

    private Task PublishAsync(LifecycleNode node, string state, string style) =>
        notifications.PublishUpdateAsync(node.Resource, s => s with { State = new ResourceStateSnapshot(state, style) });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Removed")]
        public static partial void Removed(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "Could not be removed: {Cause}")]
        public static partial void NotRemoved(ILogger logger, string cause, Exception exception);
    }
}
