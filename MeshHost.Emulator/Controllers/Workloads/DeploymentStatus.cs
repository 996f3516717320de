using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>The status of a deployment, from its ReplicaSets.</summary>
internal sealed class DeploymentStatus(JsonObject deployment, IReadOnlyList<JsonObject> sets, JsonObject? current, EmulatorClock clock)
{
    /// <summary>Writes the status; returns when to look again for the progress deadline.</summary>
    public TimeSpan? Write(JsonObject status)
    {
        var desired = deployment.At("spec.replicas").AsInteger() ?? 1;
        var total = Sum("replicas");
        var ready = Sum("readyReplicas");
        var updated = current.At("status.replicas").AsInteger() ?? 0;
        status["observedGeneration"] = deployment.At("metadata.generation").AsInteger() ?? 1;
        Set(status, "replicas", total);
        Set(status, "updatedReplicas", updated);
        Set(status, "readyReplicas", ready);
        Set(status, "availableReplicas", ready);
        Set(status, "unavailableReplicas", Math.Max(0, desired - ready));

        var now = clock.UtcNow;
        var minimum = desired - MaxUnavailable(desired);
        if (ready >= minimum)
        {
            Conditions.Set(status, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now, updateTimeField: "lastUpdateTime");
        }
        else
        {
            Conditions.Set(status, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now, updateTimeField: "lastUpdateTime");
        }

        WriteFailure(status, now);
        return WriteProgress(status, desired, total, updated, ready, now);
    }

    private void WriteFailure(JsonObject status, DateTimeOffset now)
    {
        var failure = sets.Select(set => Conditions.Find(set.Object("status"), "ReplicaFailure")).FirstOrDefault(condition => condition is not null);
        if (failure is null)
        {
            Conditions.Remove(status, "ReplicaFailure");
        }
        else
        {
            Conditions.Set(status, "ReplicaFailure", "True", failure.Text("reason"), failure.Text("message"), now, updateTimeField: "lastUpdateTime");
        }
    }

    private TimeSpan? WriteProgress(JsonObject status, long desired, long total, long updated, long ready, DateTimeOffset now)
    {
        var name = current?.Name();
        if (name is null)
        {
            return null;
        }

        if (updated == desired && total == desired && ready == desired)
        {
            Conditions.Set(
                status, "Progressing", "True", "NewReplicaSetAvailable", $"ReplicaSet \"{name}\" has successfully progressed.", now, updateTimeField: "lastUpdateTime");
            return null;
        }

        var deadline = clock.ToWallClock(TimeSpan.FromSeconds(deployment.At("spec.progressDeadlineSeconds").AsInteger() ?? 600));
        var progressing = Conditions.Find(status, "Progressing");
        var started = KubernetesTime.Parse(progressing.Text("lastUpdateTime"));
        if (progressing.Text("reason") == "ProgressDeadlineExceeded" && progressing.Text("message")!.Contains(name, StringComparison.Ordinal))
        {
            return null;
        }

        // Without any waiting (scale 0) the deadline would pass before the first pod starts: failures then show in the pods only.
        if (deadline > TimeSpan.Zero && progressing.Text("reason") == "ReplicaSetUpdated" && started is { } since && now - since > deadline + TimeSpan.FromSeconds(1))
        {
            Conditions.Set(
                status, "Progressing", "False", "ProgressDeadlineExceeded", $"ReplicaSet \"{name}\" has timed out progressing.", now, updateTimeField: "lastUpdateTime");
            return null;
        }

        Conditions.Set(status, "Progressing", "True", "ReplicaSetUpdated", $"ReplicaSet \"{name}\" is progressing.", now, updateTimeField: "lastUpdateTime");
        return deadline > TimeSpan.Zero ? TimeSpan.FromSeconds(60) : null;
    }

    private long MaxUnavailable(long desired)
    {
        if (deployment.At("spec.strategy.type").AsText() == "Recreate")
        {
            return 0;
        }

        var value = deployment.At("spec.strategy.rollingUpdate.maxUnavailable");
        return value.AsInteger() ?? (long)Math.Floor(desired * (double.TryParse(value.AsText()?.TrimEnd('%'), out var percent) ? percent : 25) / 100);
    }

    private long Sum(string field) => sets.Sum(set => set.Object("status").Integer(field) ?? 0);

    /// <summary>Counts of zero are left out, as the real server's JSON does.</summary>
    private static void Set(JsonObject status, string field, long value)
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
