using System.Collections.Concurrent;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Finds out what applying a set would change, and what has left the set.</summary>
internal sealed class ObjectSetPlanner(KubernetesClient client)
{
    public async Task<IReadOnlyList<ObjectDiff>> DiffAsync(PreparedSet set, ApplySetOptions options, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<int, ObjectDiff> diffs = new();
        List<int> served = await set.ResolveServedAsync(client, cancellationToken).ConfigureAwait(false);
        foreach (int index in Enumerable.Range(0, set.Count).Except(served))
        {
            // Its definition is part of the set, or comes before it: nothing of the kind can exist yet.
            diffs[index] = AsCreated(set, index);
        }

        LiveObjects live = new(client);
        await live.ReadAsync(served.Select(set.ReferenceOf), cancellationToken).ConfigureAwait(false);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = client.MaxConcurrentRequests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(served, parallel, async (index, token) =>
        {
            diffs[index] = await DiffOneAsync(set, index, live, options, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        List<ObjectDiff> result = [.. diffs.OrderBy(diff => diff.Key).Select(diff => diff.Value)];
        if (options.PruneSetId is not null)
        {
            IReadOnlyList<KubernetesObject> left = await FindLeftoversAsync([.. result.Select(diff => diff.Object)], options, cancellationToken).ConfigureAwait(false);
            result.AddRange(left.Select(obj => new ObjectDiff(obj.Reference, ApplyOutcome.Pruned, [])));
        }

        return result;
    }

    /// <summary>Finds the objects that carry the set's label and are not in the set any more.</summary>
    public async Task<IReadOnlyList<KubernetesObject>> FindLeftoversAsync(HashSet<ObjectReference> current, ApplySetOptions options, CancellationToken cancellationToken)
    {
        string manager = options.FieldManager ?? client.FieldManager;
        ConcurrentDictionary<string, KubernetesObject> left = new(StringComparer.Ordinal);
        IReadOnlyList<ApiResource> resources = await client.Discovery.ListAsync(cancellationToken).ConfigureAwait(false);
        IEnumerable<ApiResource> prunable = resources
            .Where(resource => resource.Verbs.Contains("list") && resource.Verbs.Contains("delete") && resource.Verbs.Contains("patch"))
            .Where(resource => resource.Kind is not ("Event" or "Endpoints" or "EndpointSlice" or "Lease" or "ControllerRevision"));
        ListOptions list = new() { LabelSelector = $"{ObjectSetApplier.SetLabel}={options.PruneSetId}" };
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = client.MaxConcurrentRequests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(prunable, parallel, async (resource, token) =>
        {
            foreach (KubernetesObject obj in await client.ListAsync(resource.GroupVersionKind, null, list, token).ConfigureAwait(false))
            {
                // Controllers copy labels to what they make: only what was applied with the label belongs to the set.
                if (OwnedFields.OwnsLabel(obj, manager, ObjectSetApplier.SetLabel) && !current.Contains(obj.Reference))
                {
                    left.TryAdd(obj.Uid ?? obj.ToString(), obj);
                }
            }
        }).ConfigureAwait(false);
        return [.. left.Values.OrderBy(obj => obj.ToString(), StringComparer.Ordinal)];
    }

    private async Task<ObjectDiff> DiffOneAsync(PreparedSet set, int index, LiveObjects live, ApplySetOptions options, CancellationToken cancellationToken)
    {
        ObjectReference reference = set.ReferenceOf(index);
        KubernetesObject? before = live.Find(reference);
        KubernetesObject desired = set.Prepare(index);
        string manager = options.FieldManager ?? client.FieldManager;
        if (before is not null && OwnedFields.AreAsApplied(desired.Json, before, manager))
        {
            return new ObjectDiff(reference, ApplyOutcome.Unchanged, []);
        }

        try
        {
            ApplyOptions dryRun = new() { FieldManager = manager, Force = options.ForcesOn(before), DryRun = true };
            KubernetesObject after = await client.ApplyAsync(desired, dryRun, cancellationToken).ConfigureAwait(false);
            List<FieldDifference> fields = ObjectDiffer.Compare(before, after);
            return new ObjectDiff(reference, before is null ? ApplyOutcome.Created : fields.Count == 0 ? ApplyOutcome.Unchanged : ApplyOutcome.Configured, fields);
        }
        catch (KubernetesApiException exception) when (exception.StatusCode == 404 && before is null)
        {
            // Its namespace is part of the set, and does not exist yet.
            return AsCreated(set, index);
        }
    }

    private static ObjectDiff AsCreated(PreparedSet set, int index) =>
        new(set.ReferenceOf(index), ApplyOutcome.Created, ObjectDiffer.Compare(null, set.Prepare(index)));
}
