using System.Collections.Concurrent;

namespace MeshHost.Kubernetes.Apply;

/// <summary>The objects of a set as they are in the cluster now, read with as few requests as possible.</summary>
internal sealed class LiveObjects(KubernetesClient client)
{
    // Up to here single reads are cheaper than a list, which may hold any number of neighbours.
    private const int SingleReads = 4;

    // In one piece: pages would be asked for one after the other.
    private static readonly ListOptions s_everything = new() { PageSize = 0 };

    private readonly ConcurrentDictionary<ObjectReference, KubernetesObject> _objects = new();
    private readonly ConcurrentDictionary<ObjectReference, bool> _read = new();

    public KubernetesObject? Find(ObjectReference reference) => _objects.GetValueOrDefault(reference);

    public void Forget(ObjectReference reference) => _objects.TryRemove(reference, out _);

    /// <summary>Gets every object that was found.</summary>
    public IEnumerable<KubernetesObject> All => _objects.Values;

    /// <summary>Reads the objects that have not been read before.</summary>
    public async Task ReadAsync(IEnumerable<ObjectReference> references, CancellationToken cancellationToken) =>
        await Task.WhenAll(references.Where(reference => _read.TryAdd(reference, true)).GroupBy(reference => (reference.Kind, reference.Namespace))
            .Select(group => ReadGroupAsync(group.Key.Kind, group.Key.Namespace, [.. group], cancellationToken))).ConfigureAwait(false);

    private async Task ReadGroupAsync(GroupVersionKind kind, string? ns, HashSet<ObjectReference> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count > SingleReads)
        {
            foreach (KubernetesObject obj in await client.ListAsync(kind, ns, s_everything, cancellationToken).ConfigureAwait(false))
            {
                ObjectReference reference = obj.Reference;
                if (wanted.Contains(reference))
                {
                    _objects[reference] = obj;
                }
            }

            return;
        }

        KubernetesObject?[] found = await Task.WhenAll(wanted.Select(reference => client.GetAsync(reference, cancellationToken))).ConfigureAwait(false);
        foreach (KubernetesObject obj in found.OfType<KubernetesObject>())
        {
            _objects[obj.Reference] = obj;
        }
    }
}
