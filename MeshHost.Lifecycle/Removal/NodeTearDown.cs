using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Running;
using MeshHost.Lifecycle.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Removal;

/// <summary>Removes nodes in reverse order: each when everything that depends on it is gone.</summary>
internal sealed partial class NodeTearDown(LifecycleGraph graph, NodeRunner runner, NodeStates states, NodeLoggers loggers)
{
    /// <summary>Removes every node.</summary>
    public Task<TearDownResult> RunAsync(CancellationToken cancellationToken) => RunAsync(graph.Nodes.ToHashSet(), cancellationToken);

    /// <summary>
    /// Removes the given nodes, or none of them when one must not be removed. A node stays when one that depends on it could not be removed.
    /// </summary>
    public async Task<TearDownResult> RunAsync(IReadOnlySet<LifecycleNode> nodes, CancellationToken cancellationToken)
    {
        using var activity = LifecycleTelemetry.Source.StartActivity("tear down");
        var before = await ListAsync(nodes, cancellationToken).ConfigureAwait(false);
        var refusals = await FindRefusalsAsync(nodes, cancellationToken).ConfigureAwait(false);
        if (refusals.Count > 0)
        {
            var others = $"nothing was removed, because {string.Join(", ", refusals.Keys.Select(n => $"'{n.Name}'"))} must not be";
            return new TearDownResult([.. nodes.Select(n => new TearDownOutcome(n.Name, Removed: false, refusals.GetValueOrDefault(n) ?? others))], before, before);
        }

        var tasks = new Dictionary<LifecycleNode, Task<TearDownOutcome>>();
        foreach (var node in nodes)
        {
            _ = Start(node, nodes, tasks, cancellationToken);
        }

        var outcomes = await Task.WhenAll(tasks.Values).ConfigureAwait(false);

        // Of an interrupted tear-down the nodes are told, which is enough to continue with.
        var after = cancellationToken.IsCancellationRequested ? [] : await ListAsync(nodes, cancellationToken).ConfigureAwait(false);
        return new TearDownResult(outcomes, before, after) { Interrupted = cancellationToken.IsCancellationRequested };
    }

    /// <summary>
    /// Finds the nodes that must not be removed, each with the reason. A node that cannot be asked is left to its removal, which fails in its turn.
    /// </summary>
    public async Task<IReadOnlyDictionary<LifecycleNode, string>> FindRefusalsAsync(IEnumerable<LifecycleNode> nodes, CancellationToken cancellationToken)
    {
        var asked = nodes.Where(n => n.Lifecycle.HasRemovalCheck).ToList();
        var results = await runner.RunAsync(asked, NodeIntent.CheckRemoval, cancellationToken).ConfigureAwait(false);
        return asked.Zip(results).Where(pair => pair.Second.Refusal is not null).ToDictionary(pair => pair.First, pair => pair.Second.Refusal!);
    }

    /// <summary>Removes one node, whose dependants are gone.</summary>
    public async Task<TearDownOutcome> RemoveAsync(LifecycleNode node, CancellationToken cancellationToken)
    {
        var logger = loggers.For(node);
        await states.StoppingAsync(node).ConfigureAwait(false);
        var result = await runner.RunAsync(node, NodeIntent.Destroy, cancellationToken).ConfigureAwait(false);
        if (result.Succeeded)
        {
            await states.RemovedAsync(node).ConfigureAwait(false);
            Log.Removed(logger);
            return new TearDownOutcome(node.Name, Removed: true, null);
        }

        await states.NotRemovedAsync(node, result.Outcome.Cause).ConfigureAwait(false);
        Log.NotRemoved(logger, result.Outcome.Cause);
        return new TearDownOutcome(node.Name, Removed: false, result.Outcome.Cause);
    }

    // A part that cannot be listed is reported as unknown: silence would read as "nothing is left".
    private async Task<IReadOnlyList<string>> ListAsync(IEnumerable<LifecycleNode> nodes, CancellationToken cancellationToken)
    {
        var lists = await runner.RunAsync(nodes.Where(n => n.Lifecycle.HasInventory), NodeIntent.List, cancellationToken).ConfigureAwait(false);
        return [.. lists.SelectMany(l => l.Succeeded ? l.Inventory : [$"unknown, because the inventory of '{l.Outcome.Name}' failed: {l.Outcome.Cause}"])];
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
        if (cancellationToken.IsCancellationRequested)
        {
            return new TearDownOutcome(node.Name, Removed: false, Cause: null);
        }

        if (survivors.Count > 0)
        {
            return new TearDownOutcome(node.Name, Removed: false, $"not tried, because {string.Join(", ", survivors)} could not be removed");
        }

        try
        {
            return await RemoveAsync(node, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return new TearDownOutcome(node.Name, Removed: false, $"interrupted while {states.CurrentActivity(node) ?? "it was removed"}");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Removed")]
        public static partial void Removed(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "Could not be removed: {Cause}")]
        public static partial void NotRemoved(ILogger logger, string? cause);
    }
}
