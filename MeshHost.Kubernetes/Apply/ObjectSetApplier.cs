using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes.Diagnosis;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Kubernetes.Apply;

/// <summary>Applies, compares and deletes sets of objects.</summary>
/// <param name="client">The cluster.</param>
public sealed class ObjectSetApplier(KubernetesClient client)
{
    internal const string SetLabel = "meshhost.dev/apply-set";

    /// <summary>
    /// Applies a set in waves: namespaces; CustomResourceDefinitions, until they are established; then the rest, class by class in Helm's order,
    /// in parallel within a class.
    /// </summary>
    /// <param name="objects">The objects. They are not changed.</param>
    /// <param name="options">Field manager, labels and pruning.</param>
    /// <param name="progress">Told of each object as it is applied.</param>
    /// <param name="cancellationToken">Ends the call early; what was applied stays.</param>
    /// <returns>What was done to each object.</returns>
    /// <exception cref="KubernetesApiException">An object was refused; the rest of its class was still applied, later classes were not.</exception>
    public async Task<ApplyResult> ApplyAsync(
        IReadOnlyList<KubernetesObject> objects, ApplySetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(options);
        using Activity? activity = KubernetesTelemetry.Source.StartActivity("apply objects");
        activity?.SetTag("k8s.objects.count", objects.Count);
        try
        {
            PreparedSet set = new(objects, options);
            ConcurrentDictionary<int, AppliedObject> results = new();
            LiveObjects live = new(client);
            if (options.SkipUnchanged)
            {
                // What exists is read for all waves at once; a kind whose definition is yet to come is read in its own wave.
                List<int> served = await set.ResolveServedAsync(client, cancellationToken).ConfigureAwait(false);
                await live.ReadAsync(served.Select(set.ReferenceOf), cancellationToken).ConfigureAwait(false);
            }

            foreach (IGrouping<int, int> wave in set.Waves())
            {
                await ApplyWaveAsync(set, [.. wave], live, results, options, progress, cancellationToken).ConfigureAwait(false);
                if (wave.Key == ApplyOrder.Definitions)
                {
                    await EstablishAsync(set, [.. wave], options, progress, cancellationToken).ConfigureAwait(false);
                    int[] created = [.. wave.Where(index => results[index].Outcome == ApplyOutcome.Created)];
                    await Task.WhenAll(created.Select(index => ServeAsync(set.Prepare(index), options.EstablishTimeout, cancellationToken))).ConfigureAwait(false);
                }
            }

            List<AppliedObject> applied = [.. results.OrderBy(result => result.Key).Select(result => result.Value)];
            if (options.PruneSetId is not null)
            {
                applied.AddRange(await PruneAsync(applied, options, progress, cancellationToken).ConfigureAwait(false));
            }

            return new ApplyResult(applied);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    /// <summary>Finds out what applying a set would change, by the server's own dry run.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="options">The options that they would be applied with.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>One entry an object, unchanged ones included, and those that would be pruned.</returns>
    public Task<IReadOnlyList<ObjectDiff>> DiffAsync(IReadOnlyList<KubernetesObject> objects, ApplySetOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(options);
        return new ObjectSetPlanner(client).DiffAsync(new PreparedSet(objects, options), options, cancellationToken);
    }

    /// <summary>Deletes objects, in the reverse of the order they are applied in, and waits until each class is gone before the next.</summary>
    /// <param name="objects">The objects; those that do not exist are passed over.</param>
    /// <param name="options">Propagation and time-out.</param>
    /// <param name="progress">Told of each object as it is deleted, what holds it, and when it is gone.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>A task that completes when all are gone.</returns>
    /// <exception cref="DeleteTimeoutException">Objects remain; the message names their finalizers.</exception>
    public Task DeleteAsync(
        IReadOnlyList<ObjectReference> objects, DeleteSetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(options);
        return new ObjectSetDeleter(client).DeleteAsync(objects, options, progress, cancellationToken);
    }

    private async Task ApplyWaveAsync(
        PreparedSet set,
        int[] wave,
        LiveObjects live,
        ConcurrentDictionary<int, AppliedObject> results,
        ApplySetOptions options,
        IProgress<ObjectProgress>? progress,
        CancellationToken cancellationToken)
    {
        await set.ResolveNamespacesAsync(client, wave, cancellationToken).ConfigureAwait(false);
        if (options.SkipUnchanged)
        {
            await live.ReadAsync(wave.Select(index => set.ReferenceOf(index)), cancellationToken).ConfigureAwait(false);
        }

        ConcurrentBag<KubernetesApiException> failures = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = client.MaxConcurrentRequests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(wave, parallel, async (index, token) =>
        {
            try
            {
                ObjectReference reference = set.ReferenceOf(index);
                ApplyOutcome outcome = await ApplyOneAsync(set, index, live, options, progress, token).ConfigureAwait(false);
                results[index] = new AppliedObject(reference, outcome);
                live.Forget(reference);
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
                throw new ObjectSetException([.. failures.OrderBy(failure => failure.Message, StringComparer.Ordinal)], set.Count);
        }
    }

    private async Task<ApplyOutcome> ApplyOneAsync(
        PreparedSet set, int index, LiveObjects live, ApplySetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        string manager = options.FieldManager ?? client.FieldManager;
        KubernetesObject? before = live.Find(set.ReferenceOf(index));
        KubernetesObject desired = set.Prepare(index);
        if (before is not null && before.Json.StringAt("metadata", "deletionTimestamp") is null && OwnedFields.AreAsApplied(desired.Json, before, manager))
        {
            return ApplyOutcome.Unchanged;
        }

        ApplyOptions apply = new() { FieldManager = manager, Force = options.ForcesOn(before) };
        (KubernetesObject after, bool created) = await WithWebhookPatienceAsync(
            () => client.ApplyForMetadataAsync(desired, apply, cancellationToken), set.ReferenceOf(index), options.WebhookRetry, progress, cancellationToken).ConfigureAwait(false);
        if (created || (before is null && options.SkipUnchanged))
        {
            return ApplyOutcome.Created;
        }

        return before is not null && before.ResourceVersion == after.ResourceVersion ? ApplyOutcome.Unchanged : ApplyOutcome.Configured;
    }

    private async Task<T> WithWebhookPatienceAsync<T>(
        Func<Task<T>> apply, ObjectReference reference, TimeSpan patience, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        long started = client.Time.GetTimestamp();
        RetryDelay delay = new();
        for (int attempt = 2; ; attempt++)
        {
            try
            {
                return await apply().ConfigureAwait(false);
            }
            catch (KubernetesApiException exception) when (WebhookFailure.TryParse(exception.Message) is { IsDenial: false } failure)
            {
                if (client.Time.GetElapsedTime(started) >= patience)
                {
                    Finding finding = await new ClusterDiagnostician(client).ExplainWebhookAsync(failure, cancellationToken).ConfigureAwait(false);
                    throw new KubernetesApiException($"{exception.Message} {finding.Message} {finding.Remedy}".TrimEnd(), exception)
                    {
                        StatusCode = exception.StatusCode,
                        Reason = exception.Reason,
                        Kind = exception.Kind,
                        Name = exception.Name,
                        Namespace = exception.Namespace,
                        Status = exception.Status,
                        Operation = exception.Operation,
                        Causes = exception.Causes,
                    };
                }

                progress?.Report(new ObjectProgress(reference, "Retrying", $"the webhook '{failure.Webhook}' does not answer yet: {failure.Detail}"));
                await Task.Delay(delay.For(attempt, null), client.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task EstablishAsync(
        PreparedSet set, int[] wave, ApplySetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        ReadinessWaiter waiter = new(client, client.Time);
        ReadinessWaitOptions wait = new() { Timeout = options.EstablishTimeout };
        await waiter.WaitAsync([.. wave.Select(index => set.ReferenceOf(index))], wait, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a new definition's paths answer: the server needs another moment after it has called the definition established.</summary>
    private async Task ServeAsync(KubernetesObject definition, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (definition.Json.ObjectAt("spec") is not { } spec || spec.StringAt("group") is not { } group || spec.StringAt("names", "kind") is not { } kind)
        {
            return;
        }

        long started = client.Time.GetTimestamp();
        RetryDelay delay = new();
        foreach (JsonNode? version in (spec["versions"] as JsonArray ?? []).Where(version => (bool?)version?["served"] == true))
        {
            GroupVersionKind served = new(group, (string)version!["name"]!, kind);
            for (int attempt = 0; client.Time.GetElapsedTime(started) < patience && !await AnswersAsync(served, cancellationToken).ConfigureAwait(false); attempt++)
            {
                await Task.Delay(delay.For(attempt, null), client.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> AnswersAsync(GroupVersionKind kind, CancellationToken cancellationToken)
    {
        try
        {
            await client.ListAsync(kind, null, null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (KubernetesApiException exception)
        {
            // Who may not list them is refused by a path that is there.
            return exception is not NoKindMatchException && exception.StatusCode != 404;
        }
    }

    private async Task<IEnumerable<AppliedObject>> PruneAsync(
        List<AppliedObject> applied, ApplySetOptions options, IProgress<ObjectProgress>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<KubernetesObject> left = await new ObjectSetPlanner(client)
            .FindLeftoversAsync([.. applied.Select(item => item.Object)], options, cancellationToken).ConfigureAwait(false);
        if (left.Count > 0)
        {
            DeleteSetOptions delete = new() { Propagation = DeletePropagation.Background, Wait = false };
            await new ObjectSetDeleter(client).DeleteAsync([.. left.Select(obj => obj.Reference)], delete, progress, cancellationToken).ConfigureAwait(false);
        }

        return left.Select(obj => new AppliedObject(obj.Reference, ApplyOutcome.Pruned));
    }
}
