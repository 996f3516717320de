using System.Collections.Concurrent;
using System.Diagnostics;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Kubernetes.Apply;

/// <summary>A set whose objects in the cluster were read and whose owners were checked, and which is ready to be applied.</summary>
public sealed class ApplySession
{
    private readonly KubernetesClient _client;
    private readonly PreparedSet _set;
    private readonly ApplySetOptions _options;
    private readonly LiveObjects _live;
    private readonly ObjectApplier _applier;
    private readonly ConcurrentDictionary<int, AppliedObject> _results = new();
    private readonly ConcurrentDictionary<string, bool> _uids = new(StringComparer.Ordinal);

    private ApplySession(KubernetesClient client, PreparedSet set, ApplySetOptions options)
    {
        _client = client;
        _set = set;
        _options = options;
        _live = new LiveObjects(client);
        _applier = new ObjectApplier(client, options);
    }

    internal static async Task<ApplySession> StartAsync(
        KubernetesClient client, IReadOnlyList<KubernetesObject> objects, ApplySetOptions options, CancellationToken cancellationToken)
    {
        ApplySession session = new(client, new PreparedSet(objects, options), options);
        if (options.SkipUnchanged)
        {
            // What exists is read for all waves at once; a kind whose definition is yet to come is read in its own wave.
            List<int> served = await session._set.ResolveServedAsync(client, cancellationToken).ConfigureAwait(false);
            await session.ReadAsync(served, cancellationToken).ConfigureAwait(false);
        }

        return session;
    }

    /// <summary>
    /// Applies the set in waves, kind after kind in the set's order and in parallel within a kind; definitions are waited for until their paths
    /// answer. Then what has left the set is deleted.
    /// </summary>
    /// <param name="progress">Told of each object as it is applied.</param>
    /// <param name="cancellationToken">Ends the call early; what was applied stays.</param>
    /// <returns>What was done to each object.</returns>
    /// <exception cref="KubernetesApiException">An object was refused; the rest of its wave was still applied, later waves were not.</exception>
    public async Task<ApplyResult> ApplyAsync(IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        using Activity? activity = KubernetesTelemetry.Source.StartActivity("apply objects");
        activity?.SetTag("k8s.objects.count", _set.Count);
        try
        {
            foreach (IGrouping<int, int> wave in _set.Waves())
            {
                await ApplyWaveAsync([.. wave], progress, cancellationToken).ConfigureAwait(false);
                await WaitForDefinitionsAsync([.. wave], progress, cancellationToken).ConfigureAwait(false);
            }

            List<AppliedObject> applied = [.. _results.OrderBy(result => result.Key).Select(result => result.Value)];
            IReadOnlyList<KubernetesObject> left = await new LeftoverFinder(_client, _options)
                .FindAsync([.. applied.Select(item => item.Object)], [.. _uids.Keys], cancellationToken).ConfigureAwait(false);
            if (left.Count > 0)
            {
                DeleteSetOptions delete = new() { Propagation = DeletePropagation.Background, Wait = false, Order = _options.Order };
                await new ObjectSetDeleter(_client).DeleteAsync([.. left.Select(obj => obj.Reference)], delete, progress, cancellationToken).ConfigureAwait(false);
            }

            return new ApplyResult([.. applied, .. left.Select(obj => new AppliedObject(obj.Reference, ApplyOutcome.Pruned))]);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private async Task ReadAsync(IReadOnlyCollection<int> indexes, CancellationToken cancellationToken)
    {
        await _live.ReadAsync(indexes.Select(_set.ReferenceOf), cancellationToken).ConfigureAwait(false);
        Dictionary<ObjectReference, string> refused = [];
        foreach (int index in indexes)
        {
            if (_live.Find(_set.ReferenceOf(index)) is { } live && _options.Owner.Refuse(live) is { } reason)
            {
                refused[live.Reference] = reason;
            }
        }

        if (refused.Count > 0)
        {
            throw new ForeignObjectException(refused);
        }
    }

    private async Task ApplyWaveAsync(int[] wave, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        await _set.ResolveNamespacesAsync(_client, wave, cancellationToken).ConfigureAwait(false);
        if (_options.SkipUnchanged)
        {
            await ReadAsync(wave, cancellationToken).ConfigureAwait(false);
        }

        ConcurrentBag<KubernetesApiException> failures = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _client.MaxConcurrentRequests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(wave, parallel, async (index, token) =>
        {
            try
            {
                ObjectReference reference = _set.ReferenceOf(index);
                (ApplyOutcome outcome, string? uid) = await _applier.ApplyAsync(_set.Prepare(index), _live.Find(reference), progress, token).ConfigureAwait(false);
                _results[index] = new AppliedObject(reference, outcome);
                _uids[uid ?? ""] = true;
                _live.Forget(reference);
                KubernetesTelemetry.AppliedObjects.Add(1, new KeyValuePair<string, object?>("k8s.apply.outcome", outcome.ToString()));
                progress?.Report(new ObjectProgress(reference, outcome.ToString(), "applied"));
            }
            catch (KubernetesApiException exception)
            {
                failures.Add(exception);
            }
        }).ConfigureAwait(false);
        switch (failures.Count)
        {
            case 0:
                return;
            case 1:
                throw failures.Single();
            default:
                throw new ObjectSetException([.. failures.OrderBy(failure => failure.Message, StringComparer.Ordinal)], _set.Count);
        }
    }

    private async Task WaitForDefinitionsAsync(int[] wave, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        int[] definitions = [.. wave.Where(index => DefinitionWaiter.IsDefinition(_set.ReferenceOf(index).Kind))];
        if (definitions.Length > 0)
        {
            await new DefinitionWaiter(_client, _options.EstablishTimeout).WaitAsync(
                [.. definitions.Select(_set.ReferenceOf)],
                [.. definitions.Where(index => _results[index].Outcome != ApplyOutcome.Unchanged).Select(_set.Prepare)],
                progress,
                cancellationToken).ConfigureAwait(false);
        }
    }
}
