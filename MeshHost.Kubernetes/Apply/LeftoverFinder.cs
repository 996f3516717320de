using System.Collections.Concurrent;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Finds the objects that belong to a set and are not in it any more.</summary>
internal sealed class LeftoverFinder(KubernetesClient client, ApplySetOptions options)
{
    /// <param name="current">The objects of the set.</param>
    /// <param name="uids">The unique ids of those that are in the cluster: a few kinds are served in several groups, and are one object there.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<IReadOnlyList<KubernetesObject>> FindAsync(HashSet<ObjectReference> current, HashSet<string> uids, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<string, KubernetesObject> left = new(StringComparer.Ordinal);
        if (options.PruneSetId is not null)
        {
            await FindByLabelAsync(current, left, cancellationToken).ConfigureAwait(false);
        }

        await FindEarlierAsync(current, left, cancellationToken).ConfigureAwait(false);
        return [.. left.Values.Where(obj => obj.Uid is null || !uids.Contains(obj.Uid)).OrderBy(obj => obj.ToString(), StringComparer.Ordinal)];
    }

    private async Task FindByLabelAsync(HashSet<ObjectReference> current, ConcurrentDictionary<string, KubernetesObject> left, CancellationToken cancellationToken)
    {
        string manager = options.FieldManager ?? client.FieldManager;
        IReadOnlyList<ApiResource> resources = await client.Discovery.ListAsync(cancellationToken).ConfigureAwait(false);
        IEnumerable<ApiResource> prunable = resources
            .Where(resource => resource.Verbs.Contains("list") && resource.Verbs.Contains("delete") && resource.Verbs.Contains("patch"))
            .Where(resource => resource.Kind is not ("Event" or "Endpoints" or "EndpointSlice" or "Lease" or "ControllerRevision"))
            .DistinctBy(resource => (resource.Group, resource.Kind));
        ListOptions list = new() { LabelSelector = $"{ObjectSetApplier.SetLabel}={options.PruneSetId}" };
        await Parallel.ForEachAsync(prunable, AtOnce(cancellationToken), async (resource, token) =>
        {
            foreach (KubernetesObject obj in await client.ListAsync(resource.GroupVersionKind, null, list, token).ConfigureAwait(false))
            {
                // Controllers copy labels to what they make: only what was applied with the label belongs to the set.
                if (OwnedFields.OwnsLabel(obj, manager, ObjectSetApplier.SetLabel) && !current.Contains(obj.Reference) && !options.Owner.Keeps(obj))
                {
                    left.TryAdd(obj.Uid ?? obj.ToString(), obj);
                }
            }
        }).ConfigureAwait(false);
    }

    private async Task FindEarlierAsync(HashSet<ObjectReference> current, ConcurrentDictionary<string, KubernetesObject> left, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(options.Earlier.Where(reference => !current.Contains(reference)), AtOnce(cancellationToken), async (reference, token) =>
        {
            // The live object decides: another owner may have taken it over, or it may say that it stays.
            if (await client.FindAsync(reference, token).ConfigureAwait(false) is { } obj && options.Owner.Owns(obj) && !options.Owner.Keeps(obj))
            {
                left.TryAdd(obj.Uid ?? obj.ToString(), obj);
            }
        }).ConfigureAwait(false);

    private ParallelOptions AtOnce(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = client.MaxConcurrentRequests, CancellationToken = cancellationToken };
}
