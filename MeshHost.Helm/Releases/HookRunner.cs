using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>
/// Runs the hooks of one event one after the other, by weight and name: deletes what is left of the last run, creates, waits for the end, and
/// cleans up by the delete policies. What happened is noted in the release's record.
/// </summary>
internal sealed class HookRunner(KubernetesClient client, ReleaseStore store, HelmClientOptions options)
{
    private readonly ObjectPreparer _preparer = new(client);
    private readonly ObjectRemover _remover = new(client);
    private readonly ObjectSetApplier _applier = new(client);
    private readonly HookWaiter _waiter = new(client, options);
    private readonly HookDiagnosis _diagnosis = new(client);

    /// <exception cref="ReleaseException">A hook failed or did not end in time.</exception>
    public async Task RunAsync(
        HookEvents moment, IReadOnlyList<RenderedHook> hooks, StoredRelease release, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var due = hooks
            .Where(h => h.Events.HasFlag(moment))
            .OrderBy(static h => h.Weight)
            .ThenBy(static h => h.Name, StringComparer.Ordinal)
            .ToList();
        var ran = new List<(RenderedHook Hook, List<KubernetesObject> Objects)>();
        foreach (var hook in due)
        {
            var objects = await _preparer.PrepareAsync([hook.Manifest], release.Record.Name, release.Record.Namespace, owned: false, cancellationToken)
                .ConfigureAwait(false);
            ran.Add((hook, objects));
            progress?.Report(new ReleaseProgress(ReleasePhase.Hooks, $"{HookJson.NameOf(moment)} hook {hook.Kind} {hook.Name}")
            {
                Object = objects.FirstOrDefault()?.Reference,
                Completed = ran.Count - 1,
                Total = due.Count,
            });
            var state = await RunOneAsync(moment, hook, objects, release, timeout, progress, cancellationToken).ConfigureAwait(false);
            if (state.Phase != HookPhase.Succeeded)
            {
                await CleanUpAsync(ran.SkipLast(1), HookDeletePolicies.HookSucceeded, timeout, cancellationToken).ConfigureAwait(false);
                await CleanUpAsync(ran.TakeLast(1), HookDeletePolicies.HookFailed, timeout, cancellationToken).ConfigureAwait(false);
                throw new ReleaseException(
                    $"{HookJson.NameOf(moment)} hook {hook.Kind} {hook.Name} of release {release.Record.Name} ({hook.Manifest.Path}) failed: {state.Message}{state.Diagnosis}")
                { Object = objects.FirstOrDefault()?.Reference, IsTransient = state.IsTransient };
            }
        }

        await CleanUpAsync(Enumerable.Reverse(ran), HookDeletePolicies.HookSucceeded, timeout, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HookState> RunOneAsync(
        HookEvents moment,
        RenderedHook hook,
        List<KubernetesObject> objects,
        StoredRelease release,
        TimeSpan timeout,
        IProgress<ReleaseProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var activity = HelmTelemetry.Source.StartActivity("run hook");
        activity?.SetTag("helm.hook.event", HookJson.NameOf(moment));
        activity?.SetTag("k8s.object.kind", hook.Kind);
        activity?.SetTag("k8s.object.name", hook.Name);
        try
        {
            // Without any policy Helm deletes what is left of the last run.
            if (hook.DeletePolicies == HookDeletePolicies.None || hook.DeletePolicies.HasFlag(HookDeletePolicies.BeforeHookCreation))
            {
                await DeleteAsync(hook, objects, timeout, cancellationToken).ConfigureAwait(false);
            }

            await NoteAsync(release, hook, HookPhase.Running, cancellationToken).ConfigureAwait(false);
            var created = new List<KubernetesObject>();
            foreach (var obj in objects)
            {
                created.Add(await _applier.CreateAsync(
                    obj, new ApplySetOptions { EstablishTimeout = timeout }, ProgressForwarder.For(progress, ReleasePhase.Hooks), cancellationToken).ConfigureAwait(false));
            }

            var state = await _waiter.WaitAsync(created, timeout, progress, cancellationToken).ConfigureAwait(false);
            await NoteAsync(release, hook, state.Phase, cancellationToken).ConfigureAwait(false);
            if (state.Phase != HookPhase.Succeeded)
            {
                activity?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, state.Message);
            }

            return state;
        }
        catch (KubernetesApiException e)
        {
            activity.Fail(e);
            var explained = "";
            foreach (var obj in objects.Where(static o => o.Kind is "Job" or "Pod").TakeWhile(_ => explained.Length == 0))
            {
                explained = await _diagnosis.ExplainAsync(obj, [], cancellationToken).ConfigureAwait(false);
            }

            return new HookState(HookPhase.Failed, e.Message, explained) { IsTransient = e.IsTransient };
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    private async Task CleanUpAsync(
        IEnumerable<(RenderedHook Hook, List<KubernetesObject> Objects)> ran, HookDeletePolicies policy, TimeSpan timeout, CancellationToken cancellationToken)
    {
        foreach (var (hook, objects) in ran.Where(r => r.Hook.DeletePolicies.HasFlag(policy)))
        {
            await DeleteAsync(hook, objects, timeout, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(RenderedHook hook, List<KubernetesObject> objects, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Deleting a definition would delete every object of its kind, so Helm never does it for hooks.
        if (hook.Kind != "CustomResourceDefinition")
        {
            await _remover.DeleteAsync([.. objects.Select(static o => o.Reference)], wait: true, timeout, progress: null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task NoteAsync(StoredRelease release, RenderedHook hook, HookPhase phase, CancellationToken cancellationToken)
    {
        var now = ReleaseRecord.Time(options.TimeProvider.GetUtcNow());
        foreach (var json in release.Record.Hooks.OfType<JsonObject>())
        {
            if (ReleaseRecord.Text(json, "path") == hook.Manifest.Path
                && ReleaseRecord.Text(json, "kind") == hook.Kind
                && ReleaseRecord.Text(json, "name") == hook.Name)
            {
                var run = json["last_run"] as JsonObject ?? [];
                run["phase"] = phase.ToString();
                run[phase == HookPhase.Running ? "started_at" : "completed_at"] = now;
                json["last_run"] = run.Parent is null ? run : run.DeepClone();
            }
        }

        await store.UpdateAsync(release, cancellationToken).ConfigureAwait(false);
    }
}
