namespace MeshHost.Kubernetes.Apply;

/// <summary>A set of objects on its way to the cluster: labelled, in namespaces, in waves.</summary>
internal sealed class PreparedSet
{
    private readonly IReadOnlyList<KubernetesObject> _objects;
    private readonly ApplySetOptions _options;
    private readonly ObjectReference[] _references;

    public PreparedSet(IReadOnlyList<KubernetesObject> objects, ApplySetOptions options)
    {
        _objects = objects;
        _options = options;
        _references = [.. objects.Select(obj => obj.Reference)];
        HashSet<ObjectReference> seen = [];
        foreach (ObjectReference reference in _references)
        {
            if (reference.Name.Length == 0)
            {
                throw new ArgumentException($"An object of kind {reference.Kind} has no name.", nameof(objects));
            }

            if (!seen.Add(reference))
            {
                throw new ArgumentException($"The set holds {reference} twice.", nameof(objects));
            }
        }
    }

    public int Count => _references.Length;

    public IEnumerable<IGrouping<int, int>> Waves() =>
        Enumerable.Range(0, Count).GroupBy(index => _options.KindOrder.RankOf(_references[index].Kind)).OrderBy(wave => wave.Key);

    public ObjectReference ReferenceOf(int index) => _references[index];

    /// <summary>Completes the references of a wave, whose kinds the cluster serves by now.</summary>
    public async Task ResolveNamespacesAsync(KubernetesClient client, IEnumerable<int> wave, CancellationToken cancellationToken)
    {
        foreach (int index in wave)
        {
            ObjectReference reference = _references[index];
            ApiResource resource = await ResolveAsync(client, reference.Kind, cancellationToken).ConfigureAwait(false);
            _references[index] = reference with { Namespace = resource.Namespaced ? reference.Namespace ?? _options.DefaultNamespace ?? "default" : null };
        }
    }

    /// <summary>Completes the references whose kinds the cluster serves already.</summary>
    /// <returns>Their indexes; those left out wait for their definitions.</returns>
    public async Task<List<int>> ResolveServedAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        GroupVersionKind?[] served = await Task.WhenAll(_references.Select(reference => reference.Kind).Distinct()
            .Select(kind => ServedAsync(client, kind, cancellationToken))).ConfigureAwait(false);
        HashSet<GroupVersionKind?> kinds = [.. served];
        List<int> indexes = [.. Enumerable.Range(0, Count).Where(index => kinds.Contains(_references[index].Kind))];
        await ResolveNamespacesAsync(client, indexes, cancellationToken).ConfigureAwait(false);
        return indexes;
    }

    /// <summary>Makes the object that is sent: the caller's, with the set's labels and without what only a server writes.</summary>
    public KubernetesObject Prepare(int index)
    {
        KubernetesObject source = _objects[index];
        bool changes = _options.Labels.Count > 0 || _options.PruneSetId is not null || source.Namespace != _references[index].Namespace
            || source.Json.ContainsKey("status") || source.Json.ObjectAt("metadata")?.ContainsKey("managedFields") == true;
        if (!changes)
        {
            return source;
        }

        KubernetesObject copy = source.DeepClone();
        copy.Json.Remove("status");
        copy.Json.ObjectAt("metadata")?.Remove("managedFields");
        copy.SetNamespace(_references[index].Namespace);
        foreach ((string name, string value) in _options.Labels)
        {
            copy.SetLabel(name, value);
        }

        if (_options.PruneSetId is { } id)
        {
            copy.SetLabel(ObjectSetApplier.SetLabel, id);
        }

        return copy;
    }

    private static async Task<ApiResource> ResolveAsync(KubernetesClient client, GroupVersionKind kind, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Discovery.ResolveAsync(kind, cancellationToken).ConfigureAwait(false);
        }
        catch (NoKindMatchException exception) when (exception is { IsDefined: false })
        {
            if (await DefinitionWaiter.IsDefinedAsync(client, kind, cancellationToken).ConfigureAwait(false))
            {
                throw new NoKindMatchException(kind, []) { IsDefined = true };
            }

            throw;
        }
    }

    private static async Task<GroupVersionKind?> ServedAsync(KubernetesClient client, GroupVersionKind kind, CancellationToken cancellationToken)
    {
        try
        {
            await client.Discovery.ResolveAsync(kind, cancellationToken).ConfigureAwait(false);
            return kind;
        }
        catch (NoKindMatchException)
        {
            return null;
        }
    }
}
