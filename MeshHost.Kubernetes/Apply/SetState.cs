using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Kubernetes.Apply;

/// <summary>A set as it is in the cluster: what applying it would change, and how far its objects are.</summary>
public sealed class SetState
{
    private readonly IReadOnlyList<ObjectReference> _objects;
    private readonly LiveObjects _live;

    internal SetState(IReadOnlyList<ObjectDiff> changes, IReadOnlyList<ObjectReference> objects, LiveObjects live)
    {
        Diffs = changes;
        _objects = objects;
        _live = live;
    }

    /// <summary>Gets one entry an object, unchanged ones included, and those that would be deleted.</summary>
    public IReadOnlyList<ObjectDiff> Diffs { get; }

    /// <summary>Gets the objects that are missing or not ready, each with what it waits for.</summary>
    public IEnumerable<NotReadyObject> NotReady => _objects
        .Select(reference => new NotReadyObject(reference, ReadinessOf(reference), null))
        .Where(item => item.Readiness.State is not ReadinessState.Ready);

    /// <summary>The same set with only the changes that another declaration of it would make to the same object too.</summary>
    /// <param name="other">The set by the other declaration.</param>
    /// <returns>The set with the common changes.</returns>
    public SetState Intersect(SetState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var changed = other.Diffs.Where(static d => d.Outcome is not ApplyOutcome.Unchanged).Select(static d => d.Object).ToHashSet();
        return new SetState(
            [.. Diffs.Select(d => changed.Contains(d.Object) ? d : d with { Outcome = ApplyOutcome.Unchanged, Fields = [], Refusal = null })], _objects, _live);
    }

    private ReadinessResult ReadinessOf(ObjectReference reference) =>
        _live.Find(reference) is { } live ? ObjectReadiness.Evaluate(live) : new ReadinessResult(ReadinessState.NotFound, "does not exist");
}
