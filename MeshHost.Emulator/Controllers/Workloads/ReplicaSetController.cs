using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>Keeps the number of pods of each ReplicaSet.</summary>
/// <param name="context">The cluster.</param>
internal sealed class ReplicaSetController(ControllerContext context) : PodOwner(context, "apps", "replicasets", "ReplicaSet")
{
    public override string Name => "replicaset-controller";

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (GetOwner(key) is not { } set || set.IsTerminating())
        {
            return null;
        }

        var pods = PodsOf(set);
        var active = pods.Where(PodState.IsActive).ToList();
        var desired = (int)(set.At("spec.replicas").AsInteger() ?? 1);
        StatusException? refusal = null;
        try
        {
            for (var count = active.Count; count < desired; count++)
            {
                var pod = PodTemplates.CreatePod(set, ApiVersion, Kind, set.At("spec.template") as JsonObject ?? []);
                active.Add(await CreatePodAsync(set, pod, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (StatusException ex)
        {
            refusal = ex;
        }

        // Pods that are not ready go first, then the youngest.
        foreach (var pod in active.OrderBy(PodState.IsReady).ThenByDescending(pod => pod.At("metadata.creationTimestamp").AsText(), StringComparer.Ordinal)
            .Take(Math.Max(0, active.Count - desired)).ToList())
        {
            await DeletePodAsync(set, pod, cancellationToken).ConfigureAwait(false);
            active.Remove(pod);
        }

        await UpdateStatusAsync(set, status => SetStatus(set, status, active, refusal), cancellationToken).ConfigureAwait(false);
        return refusal is null ? null : throw refusal;
    }

    private void SetStatus(JsonObject set, JsonObject status, List<JsonObject> active, StatusException? refusal)
    {
        var template = set.At("spec.template.metadata.labels") as JsonObject ?? [];
        var ready = active.Count(PodState.IsReady);
        status["replicas"] = active.Count;
        status["fullyLabeledReplicas"] = active.Count(pod => LabelSelector.MatchesMap(template, PodState.Labels(pod)));
        status["readyReplicas"] = ready;
        status["availableReplicas"] = ready;
        status["observedGeneration"] = set.At("metadata.generation").AsInteger() ?? 1;
        if (refusal is null)
        {
            Conditions.Remove(status, "ReplicaFailure");
        }
        else
        {
            Conditions.Set(status, "ReplicaFailure", "True", "FailedCreate", refusal.Message, Clock.UtcNow);
        }
    }
}
