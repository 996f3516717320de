using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>
/// Judges a hook's object that was removed while its watch was interrupted, by what it left behind. Only what proves its end counts; without
/// proof the hook has not succeeded.
/// </summary>
internal sealed class VanishedHook(KubernetesClient client)
{
    private static readonly GroupVersionKind s_event = new("", "v1", "Event");

    // The Job controller's reasons for a Job that failed for good, which it gives as the reason of an event too.
    private static readonly HashSet<string> s_failures =
        new(StringComparer.Ordinal) { "BackoffLimitExceeded", "DeadlineExceeded", "PodFailurePolicy", "FailedIndexes", "MaxFailedIndexesExceeded" };

    /// <summary>Finds out how an object ended.</summary>
    /// <param name="last">The object as it was seen last.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Succeeded or failed.</returns>
    public async Task<HookState> JudgeAsync(KubernetesObject last, CancellationToken cancellationToken)
    {
        var unread = "";
        if (last.Kind == "Job")
        {
            if (HookOutcome.Foresee(last) is { } end)
            {
                return end;
            }

            try
            {
                if (await AskEventsAsync(last, cancellationToken).ConfigureAwait(false) is { } told)
                {
                    return told;
                }

                if (await HaveItsPodsSucceededAsync(last, cancellationToken).ConfigureAwait(false))
                {
                    return new HookState(HookPhase.Succeeded, "");
                }
            }
            catch (KubernetesApiException e)
            {
                unread = $" ({e.Message})";
            }
        }

        var advice = last["spec.ttlSecondsAfterFinished"] is { } ttl
            ? $" Its ttlSecondsAfterFinished is {ttl}: a larger one keeps its outcome for longer."
            : "";
        return new HookState(
            HookPhase.Failed,
            $"how it ended is unknown: it was removed while the watch of it was interrupted, and it left no sign of its end{unread}. It was last seen with: "
            + $"{HookOutcome.Evaluate(last).Message}.{advice}");
    }

    private async Task<HookState?> AskEventsAsync(KubernetesObject job, CancellationToken cancellationToken)
    {
        var options = new ListOptions { FieldSelector = $"involvedObject.kind=Job,involvedObject.name={job.Name}" };
        foreach (var item in await client.ListAsync(s_event, job.Namespace, options, cancellationToken).ConfigureAwait(false))
        {
            // A Job of the same name may have run before.
            if (item["involvedObject.uid"]?.ToString() != job.Uid)
            {
                continue;
            }

            var reason = item["reason"]?.ToString() ?? "";
            if (reason == "Completed")
            {
                return new HookState(HookPhase.Succeeded, "");
            }

            if (s_failures.Contains(reason))
            {
                return new HookState(HookPhase.Failed, $"{reason}: {item["message"]}");
            }
        }

        return null;
    }

    /// <summary>Whether pods that outlived their Job are its completions. One that is being deleted may have ended because it was told to.</summary>
    private async Task<bool> HaveItsPodsSucceededAsync(KubernetesObject job, CancellationToken cancellationToken)
    {
        if (HookOutcome.Completions(job) is not { } completions)
        {
            return false;
        }

        var pods = await HookDiagnosis.PodsAsync(client, job, cancellationToken).ConfigureAwait(false);
        return pods.Count(p => p["status.phase"]?.ToString() == "Succeeded" && p["metadata.deletionTimestamp"] is null && IsPodOf(p, job)) >= completions;
    }

    /// <summary>A selector that was written by hand may cover pods of others. Pods that were orphaned have their labels only.</summary>
    private static bool IsPodOf(KubernetesObject pod, KubernetesObject job)
        => pod.Labels.GetValueOrDefault("batch.kubernetes.io/controller-uid") == job.Uid
            || (pod["metadata.ownerReferences"] as JsonArray ?? []).OfType<JsonObject>().Any(o => ReleaseRecord.Text(o, "uid") == job.Uid);
}
