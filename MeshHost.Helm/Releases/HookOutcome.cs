using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>Whether a hook's object is done: Jobs and Pods run to an end, everything else is done once it exists.</summary>
internal static class HookOutcome
{
    public static HookState Evaluate(KubernetesObject live) => live.Kind switch
    {
        "Job" => Job(live),
        "Pod" => Pod(live),
        _ => new HookState(HookPhase.Succeeded, ""),
    };

    /// <summary>
    /// The end that a Job comes to although it has not said so yet: it has met its criteria, or all its completions are there. Otherwise
    /// <see langword="null"/>.
    /// </summary>
    public static HookState? Foresee(KubernetesObject job)
    {
        if (Condition(job, "FailureTarget") is { } failure)
        {
            return Failed(failure);
        }

        return Condition(job, "SuccessCriteriaMet") is not null || Pods(job, "succeeded") >= Completions(job)
            ? new HookState(HookPhase.Succeeded, "")
            : null;
    }

    /// <summary>How many pods of a Job have to succeed; <see langword="null"/> where their number is open.</summary>
    public static long? Completions(KubernetesObject job) => Number(job["spec.completions"]);

    /// <summary>How many pods of a Job have failed so far, those that it has not counted yet included.</summary>
    public static long FailedPods(KubernetesObject job) => Pods(job, "failed");

    private static HookState Job(KubernetesObject job)
    {
        if (Condition(job, "Complete") is not null)
        {
            return new HookState(HookPhase.Succeeded, "");
        }

        return Condition(job, "Failed") is { } failure
            ? Failed(failure)
            : new HookState(HookPhase.Running, $"active {job["status.active"] ?? 0}, failed {job["status.failed"] ?? 0}, succeeded {job["status.succeeded"] ?? 0}");
    }

    private static HookState Pod(KubernetesObject pod) => pod["status.phase"]?.GetValue<string>() switch
    {
        "Succeeded" => new HookState(HookPhase.Succeeded, ""),
        "Failed" => new HookState(HookPhase.Failed, pod["status.message"]?.GetValue<string>() ?? pod["status.reason"]?.GetValue<string>() ?? "the pod failed"),
        var phase => new HookState(HookPhase.Running, $"phase {phase ?? "unknown"}"),
    };

    private static JsonObject? Condition(KubernetesObject job, string type)
        => (job["status.conditions"] as JsonArray ?? []).OfType<JsonObject>()
            .FirstOrDefault(c => ReleaseRecord.Text(c, "type") == type && ReleaseRecord.Text(c, "status") == "True");

    private static HookState Failed(JsonObject condition)
        => new(HookPhase.Failed, $"{ReleaseRecord.Text(condition, "reason")}: {ReleaseRecord.Text(condition, "message")}");

    private static long Pods(KubernetesObject job, string end)
        => (Number(job[$"status.{end}"]) ?? 0) + ((job[$"status.uncountedTerminatedPods.{end}"] as JsonArray)?.Count ?? 0);

    private static long? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
}
