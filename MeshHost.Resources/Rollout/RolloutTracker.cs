using System.Collections.Concurrent;

namespace MeshHost.Resources.Rollout;

/// <summary>Collects how each node ended and tells when all of them have.</summary>
internal sealed class RolloutTracker(LifecycleGraph graph, RolloutTrace trace, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, NodeOutcome> _outcomes = new(StringComparer.OrdinalIgnoreCase);
    private readonly TaskCompletionSource<RolloutResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = time.GetTimestamp();
    private int _ended;

    /// <summary>Gets a task that completes when every node has ended, well or not.</summary>
    public Task<RolloutResult> Completion => _completion.Task;

    /// <summary>Gets how each node that has ended did so.</summary>
    public IReadOnlyDictionary<string, NodeOutcome> Outcomes => _outcomes;

    /// <summary>Records how a node ended. A later run of the same node replaces the record.</summary>
    public void Record(NodeOutcome outcome)
    {
        var isFirst = _outcomes.TryAdd(outcome.Name, outcome);
        if (!isFirst)
        {
            _outcomes[outcome.Name] = outcome;
        }

        // Counted here: the dictionary would lock all of itself for its count.
        if (!isFirst || Interlocked.Increment(ref _ended) < graph.Nodes.Count)
        {
            return;
        }

        var result = new RolloutResult([.. graph.Nodes.Select(n => _outcomes[n.Name])], time.GetElapsedTime(_start));
        if (_completion.TrySetResult(result))
        {
            trace.End(result.Succeeded, result.Describe());
        }
    }
}
