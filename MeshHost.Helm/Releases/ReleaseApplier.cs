using System.Diagnostics;
using MeshHost.Helm.Rendering;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>
/// Applies the objects of a release one by one: kind after kind in install order, objects of one kind in parallel, each with its own span
/// and progress line.
/// </summary>
internal sealed class ReleaseApplier(KubernetesClient client, HelmClientOptions options)
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromSeconds(5);

    /// <summary>Fails when an object exists that is not of this release.</summary>
    public async Task CheckOwnershipAsync(
        IReadOnlyList<KubernetesObject> objects, string releaseName, string releaseNamespace, IReadOnlySet<ObjectReference> known, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(objects.Where(o => !known.Contains(o.Reference)), Parallelism(cancellationToken), async (obj, token) =>
        {
            KubernetesObject? live;
            try
            {
                live = await client.GetAsync(obj.Reference, token).ConfigureAwait(false);
            }
            catch (NoKindMatchException)
            {
                // Its definition comes with this release, so it cannot exist yet.
                return;
            }

            if (live is not null && !ObjectPreparer.IsOwnedBy(live, releaseName, releaseNamespace))
            {
                var owner = live.Annotations.GetValueOrDefault(ObjectPreparer.NameAnnotation) is { } other
                    ? $"it belongs to release {live.Annotations.GetValueOrDefault(ObjectPreparer.NamespaceAnnotation)}/{other}"
                    : "it belongs to no release";
                throw new ReleaseException(
                    $"{obj.Reference} exists and cannot be imported into release {releaseNamespace}/{releaseName}: {owner}. "
                    + "Remove it, or take it over with TakeOwnership.")
                { Object = obj.Reference };
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Applies objects that are already in install order.</summary>
    public async Task ApplyAsync(
        IReadOnlyList<KubernetesObject> objects, bool force, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var wave in Waves(objects))
        {
            await Parallel.ForEachAsync(wave, Parallelism(cancellationToken), async (obj, token) =>
            {
                await ApplyOneAsync(obj, force, timeout, token).ConfigureAwait(false);
                progress?.Report(new ReleaseProgress(ReleasePhase.Applying, $"{obj.Reference} applied")
                {
                    Object = obj.Reference,
                    Completed = Interlocked.Increment(ref done),
                    Total = objects.Count,
                });
            }).ConfigureAwait(false);

            if (wave[0].Kind == "CustomResourceDefinition")
            {
                await WaitEstablishedAsync([.. wave.Select(static o => o.Reference)], timeout, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Creates the definitions of <c>crds/</c> that do not exist yet. Existing ones are left as they are, as Helm leaves them.</summary>
    public async Task CreateCrdsAsync(
        IReadOnlyList<KubernetesObject> definitions, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var done = 0;
        await Parallel.ForEachAsync(definitions, Parallelism(cancellationToken), async (definition, token) =>
        {
            using var activity = StartActivity("create object", definition);
            var created = false;
            try
            {
                if (await client.GetAsync(definition.Reference, token).ConfigureAwait(false) is null)
                {
                    await client.CreateAsync(definition, dryRun: false, token).ConfigureAwait(false);
                    created = true;
                }
            }
            catch (KubernetesApiException e) when (e is { StatusCode: 409, Reason: "AlreadyExists" })
            {
                // Another installer was faster.
            }
            catch (Exception e)
            {
                activity.Fail(e);
                throw;
            }

            progress?.Report(new ReleaseProgress(ReleasePhase.Crds, $"{definition.Reference} {(created ? "created" : "exists")}")
            {
                Object = definition.Reference,
                Completed = Interlocked.Increment(ref done),
                Total = definitions.Count,
            });
        }).ConfigureAwait(false);
        await WaitEstablishedAsync([.. definitions.Select(static d => d.Reference)], timeout, cancellationToken).ConfigureAwait(false);
    }

    private async Task ApplyOneAsync(KubernetesObject obj, bool force, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var activity = StartActivity("apply object", obj);
        var started = options.TimeProvider.GetTimestamp();
        var delay = s_firstRetry;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.ApplyAsync(obj, new ApplyOptions { FieldManager = options.FieldManager, Force = force }, cancellationToken)
                    .ConfigureAwait(false);
                HelmTelemetry.AppliedObjects.Add(1, new KeyValuePair<string, object?>("k8s.kind", obj.Kind));
                activity?.SetTag("helm.apply.attempts", attempt);
                return;
            }
            catch (KubernetesApiException e) when (IsRetried(e) && options.TimeProvider.GetElapsedTime(started) + delay < timeout)
            {
                // Webhooks of a release that has just started, and kinds whose definition is being served, need a moment.
                activity?.AddEvent(new ActivityEvent("retry", tags: new ActivityTagsCollection { ["exception.message"] = e.Message }));
                await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
                delay = delay * 2 < s_lastRetry ? delay * 2 : s_lastRetry;
            }
            catch (KubernetesApiException e)
            {
                activity.Fail(e);
                throw new ReleaseException($"{obj.Reference} could not be applied: {e.Message}", e) { Object = obj.Reference, IsTransient = e.IsTransient };
            }
        }
    }

    private static bool IsRetried(KubernetesApiException e)
        => e.IsTransient || e is NoKindMatchException || e.Message.Contains("failed calling webhook", StringComparison.Ordinal);

    private async Task WaitEstablishedAsync(IReadOnlyList<ObjectReference> definitions, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (definitions.Count == 0)
        {
            return;
        }

        var started = options.TimeProvider.GetTimestamp();
        var delay = TimeSpan.FromMilliseconds(50);
        foreach (var definition in definitions)
        {
            while (true)
            {
                var live = await client.GetAsync(definition, cancellationToken).ConfigureAwait(false);
                if (live is not null && IsEstablished(live))
                {
                    break;
                }

                if (options.TimeProvider.GetElapsedTime(started) > timeout)
                {
                    throw new ReleaseException($"{definition} was not established within {timeout.TotalSeconds:0} seconds") { Object = definition, IsTransient = true };
                }

                await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
                delay = delay < TimeSpan.FromSeconds(1) ? delay * 2 : delay;
            }
        }

        client.Discovery.Invalidate();
    }

    private static bool IsEstablished(KubernetesObject definition)
        => definition["status.conditions"] is System.Text.Json.Nodes.JsonArray conditions
            && conditions.Any(static c => c?["type"]?.GetValue<string>() == "Established" && c["status"]?.GetValue<string>() == "True");

    private static IEnumerable<List<KubernetesObject>> Waves(IReadOnlyList<KubernetesObject> objects)
    {
        // Kinds that Helm's order does not know have no order among each other worth a round trip each: they are one wave at the end.
        var wave = new List<KubernetesObject>();
        var rank = -1;
        foreach (var obj in objects)
        {
            var next = KindOrder.InstallRank(obj.Kind);
            if (next != rank && wave.Count > 0)
            {
                yield return wave;
                wave = [];
            }

            rank = next;
            wave.Add(obj);
        }

        if (wave.Count > 0)
        {
            yield return wave;
        }
    }

    private ParallelOptions Parallelism(CancellationToken cancellationToken)
        => new() { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken };

    internal static Activity? StartActivity(string name, KubernetesObject obj)
    {
        var activity = HelmTelemetry.Source.StartActivity(name);
        activity?.SetTag("k8s.object.kind", obj.Kind);
        activity?.SetTag("k8s.object.name", obj.Name);
        activity?.SetTag("k8s.namespace.name", obj.Namespace);
        return activity;
    }
}
