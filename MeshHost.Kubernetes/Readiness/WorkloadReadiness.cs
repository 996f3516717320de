using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Readiness;

/// <summary>Readiness of pods and of what makes them.</summary>
internal static class WorkloadReadiness
{
    public static ReadinessResult Deployment(KubernetesObject obj)
    {
        if (Unobserved(obj) is { } waiting)
        {
            return waiting;
        }

        JsonNode? progressing = Conditions.Find(obj, "Progressing");
        if (progressing.StringAt("reason") == "ProgressDeadlineExceeded")
        {
            return ReadinessResult.Failed(Conditions.Describe(progressing));
        }

        long desired = Desired(obj);
        long updated = Status(obj, "updatedReplicas");
        long total = Status(obj, "replicas");
        long available = Status(obj, "availableReplicas");
        if (updated < desired)
        {
            string because = Conditions.IsTrue(obj, "ReplicaFailure") ? $": {Conditions.Find(obj, "ReplicaFailure").StringAt("message")}" : "";
            return ReadinessResult.InProgress($"{updated} of {desired} replicas updated{because}");
        }

        if (total > updated)
        {
            return ReadinessResult.InProgress($"{total - updated} old replicas still to end");
        }

        return available < desired ? ReadinessResult.InProgress($"{available} of {desired} replicas available") : ReadinessResult.Ready($"{available} of {desired} replicas available");
    }

    public static ReadinessResult ReplicaSet(KubernetesObject obj)
    {
        if (Unobserved(obj) is { } waiting)
        {
            return waiting;
        }

        long desired = Desired(obj);
        long available = Status(obj, "availableReplicas");
        if (available >= desired)
        {
            return ReadinessResult.Ready($"{available} of {desired} replicas available");
        }

        string because = Conditions.IsTrue(obj, "ReplicaFailure") ? $": {Conditions.Find(obj, "ReplicaFailure").StringAt("message")}" : "";
        return ReadinessResult.InProgress($"{available} of {desired} replicas available{because}");
    }

    public static ReadinessResult StatefulSet(KubernetesObject obj)
    {
        if (Unobserved(obj) is { } waiting)
        {
            return waiting;
        }

        long desired = Desired(obj);
        long ready = Status(obj, "readyReplicas");
        if (ready < desired)
        {
            return ReadinessResult.InProgress($"{ready} of {desired} replicas ready");
        }

        bool byHand = obj.Json.StringAt("spec", "updateStrategy", "type") == "OnDelete";
        long partition = obj.Json.LongAt("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        long toUpdate = Math.Max(0, desired - partition);
        // An absent updatedReplicas with equal revisions means that nothing was left to update.
        bool current = obj.Json.StringAt("status", "updateRevision") is { } revision && revision == obj.Json.StringAt("status", "currentRevision");
        if (!byHand && !current && Status(obj, "updatedReplicas") < toUpdate)
        {
            return ReadinessResult.InProgress($"{Status(obj, "updatedReplicas")} of {toUpdate} replicas updated");
        }

        return ReadinessResult.Ready($"{ready} of {desired} replicas ready");
    }

    public static ReadinessResult DaemonSet(KubernetesObject obj)
    {
        if (Unobserved(obj) is { } waiting)
        {
            return waiting;
        }

        if (obj.Json.LongAt("status", "desiredNumberScheduled") is not { } desired)
        {
            return ReadinessResult.InProgress("not scheduled yet");
        }

        bool byHand = obj.Json.StringAt("spec", "updateStrategy", "type") == "OnDelete";
        long updated = Status(obj, "updatedNumberScheduled");
        if (!byHand && updated < desired)
        {
            return ReadinessResult.InProgress($"{updated} of {desired} nodes updated");
        }

        long available = Status(obj, "numberAvailable");
        return available < desired ? ReadinessResult.InProgress($"{available} of {desired} nodes available") : ReadinessResult.Ready($"{available} of {desired} nodes available");
    }

    public static ReadinessResult Job(KubernetesObject obj)
    {
        if (Conditions.IsTrue(obj, "Failed"))
        {
            return ReadinessResult.Failed(Conditions.Describe(Conditions.Find(obj, "Failed")));
        }

        if (Conditions.IsTrue(obj, "Complete"))
        {
            return ReadinessResult.Ready("complete");
        }

        return obj.Json.BoolAt("spec", "suspend")
            ? ReadinessResult.Ready("suspended")
            : ReadinessResult.InProgress($"{Status(obj, "active")} active, {Status(obj, "succeeded")} succeeded, {Status(obj, "failed")} failed");
    }

    public static ReadinessResult Pod(KubernetesObject obj)
    {
        switch (obj.Json.StringAt("status", "phase"))
        {
            case "Succeeded":
                return ReadinessResult.Ready("succeeded");
            case "Failed":
                return ReadinessResult.Failed(obj.Json.StringAt("status", "message") ?? obj.Json.StringAt("status", "reason") ?? "failed");
            case "Running" when Conditions.IsTrue(obj, "Ready"):
                return ReadinessResult.Ready("running");
            case "Running":
                return ReadinessResult.InProgress(Waiting(obj) ?? Conditions.Find(obj, "Ready").StringAt("message") ?? "running, not ready");
            default:
                return ReadinessResult.InProgress(Waiting(obj) ?? Unscheduled(obj) ?? "pending");
        }
    }

    private static string? Unscheduled(KubernetesObject obj) =>
        Conditions.IsFalse(obj, "PodScheduled") ? Conditions.Find(obj, "PodScheduled").StringAt("message") : null;

    private static string? Waiting(KubernetesObject obj) => obj.Json.ItemsAt("status", "initContainerStatuses")
        .Concat(obj.Json.ItemsAt("status", "containerStatuses"))
        .Where(status => status.ObjectAt("state", "waiting") is not null)
        .Select(status => $"container {status.StringAt("name")}: {Conditions.Describe(status.At("state", "waiting"))}")
        .FirstOrDefault();

    private static ReadinessResult? Unobserved(KubernetesObject obj)
    {
        // A workload that no controller has looked at yet has no status at all: zero is less than its first generation.
        long observed = Status(obj, "observedGeneration");
        return observed < obj.Generation ? ReadinessResult.InProgress($"generation {obj.Generation} is not observed yet") : null;
    }

    private static long Desired(KubernetesObject obj) => obj.Json.LongAt("spec", "replicas") ?? 1;

    private static long Status(KubernetesObject obj, string member) => obj.Json.LongAt("status", member) ?? 0;
}
