using System.Collections.Concurrent;
using MeshHost.Kubernetes.Ownership;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Finds out what applying a set would change, and what has left the set.</summary>
internal sealed class ObjectSetPlanner(KubernetesClient client, ApplySetOptions options)
{
    private readonly ObjectApplier _applier = new(client, options);
    private readonly LiveObjects _live = new(client);

    public async Task<SetState> InspectAsync(IReadOnlyList<KubernetesObject> objects, CancellationToken cancellationToken)
    {
        PreparedSet set = new(objects, options);
        ConcurrentDictionary<int, ObjectDiff> diffs = new();
        List<int> served = await set.ResolveServedAsync(client, cancellationToken).ConfigureAwait(false);
        foreach (int index in Enumerable.Range(0, set.Count).Except(served))
        {
            // Its definition is part of the set, or comes before it: nothing of the kind can exist yet.
            diffs[index] = AsCreated(set, index);
        }

        await _live.ReadAsync(served.Select(set.ReferenceOf), cancellationToken).ConfigureAwait(false);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = client.MaxConcurrentRequests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(served, parallel, async (index, token) =>
        {
            diffs[index] = await DiffOneAsync(set, index, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        List<ObjectDiff> result = [.. diffs.OrderBy(diff => diff.Key).Select(diff => diff.Value)];
        IReadOnlyList<KubernetesObject> left = await new LeftoverFinder(client, options).FindAsync(
            [.. result.Select(diff => diff.Object)], [.. _live.All.Select(obj => obj.Uid).OfType<string>()], cancellationToken).ConfigureAwait(false);
        result.AddRange(left.Select(obj => new ObjectDiff(obj.Reference, ApplyOutcome.Pruned, [])));
        return new SetState(result, [.. Enumerable.Range(0, set.Count).Select(set.ReferenceOf)], _live);
    }

    private async Task<ObjectDiff> DiffOneAsync(PreparedSet set, int index, CancellationToken cancellationToken)
    {
        ObjectReference reference = set.ReferenceOf(index);
        KubernetesObject? before = _live.Find(reference);
        KubernetesObject desired = set.Prepare(index);
        if (before is not null && options.Owner.Refuse(before) is { } reason)
        {
            return new ObjectDiff(reference, ApplyOutcome.Configured, []) { Refusal = reason };
        }

        if (before is not null && _applier.IsAsApplied(desired, before))
        {
            return new ObjectDiff(reference, ApplyOutcome.Unchanged, []);
        }

        try
        {
            KubernetesObject after = await client.ApplyAsync(desired, _applier.Options(before, dryRun: true), cancellationToken).ConfigureAwait(false);
            if (before is null)
            {
                return new ObjectDiff(reference, ApplyOutcome.Created, ObjectDiffer.Compare(null, after));
            }

            FieldTakeover? takeover = _applier.FindTakeover(desired, before);
            takeover?.Complete(after);
            return Compare(reference, before, after, takeover);
        }
        catch (KubernetesApiException exception) when (exception.StatusCode == 404 && before is null)
        {
            // Its namespace is part of the set, and does not exist yet.
            return AsCreated(set, index);
        }
        catch (KubernetesApiException refusal) when (before is not null && _applier.FindTakeover(desired, before, refusal) is { } takeover)
        {
            // The server cannot say how the object looks without what is in the way.
            KubernetesObject after = LocalMerge.Merge(desired.Json, before);
            takeover.Complete(after);
            return Compare(reference, before, after, takeover);
        }
        catch (KubernetesApiException refusal) when (!refusal.IsTransient)
        {
            // One object that is refused hides none of the others.
            return new ObjectDiff(reference, before is null ? ApplyOutcome.Created : ApplyOutcome.Configured, []) { Refusal = _applier.Explain(refusal, desired, before).Message };
        }
    }

    /// <summary>Unchanged is what an apply would not write: an object whose values stay may still change owners.</summary>
    private static ObjectDiff Compare(ObjectReference reference, KubernetesObject before, KubernetesObject after, FieldTakeover? takeover)
    {
        List<FieldDifference> fields = ObjectDiffer.Compare(before, after);
        if (fields.Count == 0 && OwnerDiffer.Compare(before, after, takeover) is { } owners)
        {
            fields.Add(owners);
        }

        return new ObjectDiff(reference, fields.Count == 0 ? ApplyOutcome.Unchanged : ApplyOutcome.Configured, fields);
    }

    private static ObjectDiff AsCreated(PreparedSet set, int index) =>
        new(set.ReferenceOf(index), ApplyOutcome.Created, ObjectDiffer.Compare(null, set.Prepare(index)));
}
