using System.Collections.Concurrent;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Telemetry;

namespace MeshHost.Lifecycle.Running;

/// <summary>Knows how each node's latest run ended, lets nodes await each other's, and tells when all have ended once.</summary>
internal sealed class RolloutTracker(LifecycleGraph graph, RolloutTrace trace, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<NodeOutcome>> _runs = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, NodeOutcome> _outcomes = new(StringComparer.OrdinalIgnoreCase);
    private readonly TaskCompletionSource<RolloutResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = time.GetTimestamp();
    private int _ended;

    /// <summary>Gets a task that completes when every node has ended once, well or not.</summary>
    public Task<RolloutResult> Completion => _completion.Task;

    /// <summary>Gets how the latest run of each node ended, for those that have.</summary>
    public IReadOnlyDictionary<string, NodeOutcome> Outcomes => _outcomes;

    /// <summary>The end of the node's current run, or of its next one when none is under way or over.</summary>
    public Task<NodeOutcome> EndOf(LifecycleNode node) => RunOf(node.Name).Task;

    /// <summary>Says that nodes are about to run again, so that those that wait for them await the new run.</summary>
    public void Restart(IEnumerable<LifecycleNode> nodes)
    {
        foreach (var node in nodes)
        {
            _runs.AddOrUpdate(node.Name, static _ => NewRun(), static (_, run) => run.Task.IsCompleted ? NewRun() : run);
        }
    }

    /// <summary>Records how a run of a node ended.</summary>
    public void Record(NodeOutcome outcome)
    {
        var isFirst = _outcomes.TryAdd(outcome.Name, outcome);
        if (!isFirst)
        {
            _outcomes[outcome.Name] = outcome;
        }

        // Counted here: the dictionary would lock all of itself for its count.
        var isLast = isFirst && Interlocked.Increment(ref _ended) == graph.Nodes.Count;
        if (!RunOf(outcome.Name).TrySetResult(outcome))
        {
            var next = NewRun();
            next.SetResult(outcome);
            _runs[outcome.Name] = next;
        }

        if (isLast)
        {
            Complete();
        }
    }

    /// <summary>How far the rollout is, by the latest run of each node. A node that has not ended counts as interrupted before it began.</summary>
    public RolloutResult Snapshot() => new(
        [.. graph.Nodes.Select(n => _outcomes.GetValueOrDefault(n.Name) ?? new NodeOutcome(n.Name, NodeStatus.Interrupted, null, TimeSpan.Zero))],
        _completion.Task is { IsCompletedSuccessfully: true } done ? done.Result.Duration : time.GetElapsedTime(_start));

    private void Complete()
    {
        var result = new RolloutResult([.. graph.Nodes.Select(n => _outcomes[n.Name])], time.GetElapsedTime(_start));
        trace.End(result.Succeeded, result.Describe());
        _completion.TrySetResult(result);
    }

    private TaskCompletionSource<NodeOutcome> RunOf(string node) => _runs.GetOrAdd(node, static _ => NewRun());

    private static TaskCompletionSource<NodeOutcome> NewRun() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
