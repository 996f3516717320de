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

    private static HookState Job(KubernetesObject job)
    {
        foreach (var condition in (job["status.conditions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (ReleaseRecord.Text(condition, "status") != "True")
            {
                continue;
            }

            switch (ReleaseRecord.Text(condition, "type"))
            {
                case "Complete":
                    return new HookState(HookPhase.Succeeded, "");
                case "Failed":
                    return new HookState(HookPhase.Failed, $"{ReleaseRecord.Text(condition, "reason")}: {ReleaseRecord.Text(condition, "message")}");
            }
        }

        return new HookState(HookPhase.Running, $"active {job["status.active"] ?? 0}, failed {job["status.failed"] ?? 0}, succeeded {job["status.succeeded"] ?? 0}");
    }

    private static HookState Pod(KubernetesObject pod) => pod["status.phase"]?.GetValue<string>() switch
    {
        "Succeeded" => new HookState(HookPhase.Succeeded, ""),
        "Failed" => new HookState(HookPhase.Failed, pod["status.message"]?.GetValue<string>() ?? pod["status.reason"]?.GetValue<string>() ?? "the pod failed"),
        var phase => new HookState(HookPhase.Running, $"phase {phase ?? "unknown"}"),
    };
}
