using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>Runs pods to completion.</summary>
/// <param name="context">The cluster.</param>
internal sealed class JobController(ControllerContext context) : PodOwner(context, "batch", "jobs", "Job")
{
    // A timer cannot be set for as long as a time to live may be.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    public override string Name => "job-controller";

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (GetOwner(key) is not { } job || job.IsTerminating())
        {
            return null;
        }

        if (Conditions.IsTrue(job, "Complete") || Conditions.IsTrue(job, "Failed"))
        {
            return await CleanUpAsync(job, cancellationToken).ConfigureAwait(false);
        }

        var pods = PodsOf(job);
        var succeeded = pods.Count(pod => PodState.Phase(pod) == "Succeeded");
        var failed = pods.Count(pod => PodState.Phase(pod) == "Failed");
        var active = pods.Count(PodState.IsActive);
        var completions = job.At("spec.completions").AsInteger() ?? 1;
        var limit = job.At("spec.backoffLimit").AsInteger() ?? 6;
        var exhausted = failed > limit;
        StatusException? refusal = null;
        if (!exhausted && succeeded < completions && job.At("spec.suspend").AsBoolean() != true)
        {
            var wanted = Math.Min(job.At("spec.parallelism").AsInteger() ?? 1, completions - succeeded);
            try
            {
                for (; active < wanted; active++)
                {
                    await CreateAsync(job, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (StatusException ex)
            {
                refusal = ex;
            }
        }

        await UpdateStatusAsync(job, status => SetStatus(job, status, succeeded, failed, active, succeeded >= completions, exhausted), cancellationToken)
            .ConfigureAwait(false);
        if (succeeded >= completions)
        {
            await Api.RecordEventAsync(job, "Normal", "Completed", "Job completed", cancellationToken).ConfigureAwait(false);
        }
        else if (exhausted)
        {
            await Api.RecordEventAsync(job, "Warning", "BackoffLimitExceeded", "Job has reached the specified backoff limit", cancellationToken)
                .ConfigureAwait(false);
        }

        return refusal is null ? null : throw refusal;
    }

    private Task<JsonObject> CreateAsync(JsonObject job, CancellationToken cancellationToken)
    {
        var pod = PodTemplates.CreatePod(job, ApiVersion, Kind, (JsonObject)job.At("spec.template")!);
        var labels = pod.Metadata().Ensure("labels");
        labels["batch.kubernetes.io/job-name"] = job.Name();
        labels["batch.kubernetes.io/controller-uid"] = job.Uid();
        labels["job-name"] = job.Name();
        labels["controller-uid"] = job.Uid();
        return CreatePodAsync(job, pod, cancellationToken);
    }

    private void SetStatus(JsonObject job, JsonObject status, int succeeded, int failed, int active, bool complete, bool exhausted)
    {
        var now = Clock.UtcNow;
        status["startTime"] ??= KubernetesTime.Format(now);
        Count(status, "active", complete || exhausted ? 0 : active);
        Count(status, "succeeded", succeeded);
        Count(status, "failed", failed);
        status["ready"] = PodsOf(job).Count(PodState.IsReady);
        status["terminating"] = 0;
        status["uncountedTerminatedPods"] = new JsonObject();
        if (complete)
        {
            status["completionTime"] ??= KubernetesTime.Format(now);
            Conditions.Set(status, "SuccessCriteriaMet", "True", "CompletionsReached", "Reached expected number of succeeded pods", now, updateTimeField: "lastProbeTime");
            Conditions.Set(status, "Complete", "True", "CompletionsReached", "Reached expected number of succeeded pods", now, updateTimeField: "lastProbeTime");
        }
        else if (exhausted)
        {
            Conditions.Set(status, "FailureTarget", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit", now, updateTimeField: "lastProbeTime");
            Conditions.Set(status, "Failed", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit", now, updateTimeField: "lastProbeTime");
        }
    }

    /// <summary>Deletes a finished Job once it is older than its <c>ttlSecondsAfterFinished</c>, counted from the condition that says so.</summary>
    private async Task<TimeSpan?> CleanUpAsync(JsonObject job, CancellationToken cancellationToken)
    {
        if (job.At("spec.ttlSecondsAfterFinished").AsInteger() is not { } seconds)
        {
            return null;
        }

        var end = Conditions.IsTrue(job, "Complete") ? "Complete" : "Failed";
        var finished = KubernetesTime.Parse(Conditions.Find(job.Object("status"), end).Text("lastTransitionTime")) ?? Clock.UtcNow;
        var left = finished + Clock.Retention(TimeSpan.FromSeconds(seconds)) - Clock.UtcNow;
        if (left > TimeSpan.Zero)
        {
            return Clock.ToEmulated(left < s_longestWait ? left : s_longestWait);
        }

        await Api.DeleteAsync("batch", "jobs", job.Namespace(), job.Name(), cancellationToken, "Foreground").ConfigureAwait(false);
        return null;
    }

    private static void Count(JsonObject status, string field, int value)
    {
        if (value == 0)
        {
            status.Remove(field);
        }
        else
        {
            status[field] = value;
        }
    }
}
