using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>Keeps the numbered pods of each StatefulSet, in order unless told otherwise.</summary>
/// <param name="context">The cluster.</param>
internal sealed class StatefulSetController(ControllerContext context) : PodOwner(context, "apps", "statefulsets", "StatefulSet")
{
    private const string RevisionLabel = "controller-revision-hash";

    public override string Name => "statefulset-controller";

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (GetOwner(key) is not { } set || set.IsTerminating())
        {
            return null;
        }

        var pods = PodsOf(set);
        var replicas = (int)(set.At("spec.replicas").AsInteger() ?? 1);
        var revision = $"{set.Name()}-{PodTemplates.Hash(set.At("spec.template"))}";
        StatusException? refusal = null;
        try
        {
            await ConvergeAsync(set, pods, replicas, revision, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException ex)
        {
            refusal = ex;
        }

        pods = PodsOf(set);
        await UpdateStatusAsync(set, status => SetStatus(set, status, pods, replicas, revision), cancellationToken).ConfigureAwait(false);
        return refusal is null ? null : throw refusal;
    }

    private async Task ConvergeAsync(JsonObject set, List<JsonObject> pods, int replicas, string revision, CancellationToken cancellationToken)
    {
        var parallel = set.At("spec.podManagementPolicy").AsText() == "Parallel";
        for (var ordinal = 0; ordinal < replicas; ordinal++)
        {
            var name = $"{set.Name()}-{ordinal}";
            var pod = pods.Find(pod => pod.Name() == name);
            if (pod is null)
            {
                await CreateAsync(set, ordinal, name, revision, cancellationToken).ConfigureAwait(false);
            }
            else if (!pod.IsTerminating() && PodState.Phase(pod) is "Failed" or "Succeeded")
            {
                await DeletePodAsync(set, pod, cancellationToken).ConfigureAwait(false);
            }

            if (!parallel && (pod is null || !PodState.IsReady(pod)))
            {
                return;
            }
        }

        foreach (var pod in pods.Where(pod => Ordinal(pod) >= replicas && !pod.IsTerminating()).OrderByDescending(Ordinal))
        {
            await DeletePodAsync(set, pod, cancellationToken).ConfigureAwait(false);
            if (!parallel)
            {
                return;
            }
        }

        if (set.At("spec.updateStrategy.type").AsText() != "OnDelete")
        {
            await ReplaceOldAsync(set, pods, replicas, revision, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Replaces one pod of an older template, the last one first, once all others are ready.</summary>
    private async Task ReplaceOldAsync(JsonObject set, List<JsonObject> pods, int replicas, string revision, CancellationToken cancellationToken)
    {
        var partition = (int)(set.At("spec.updateStrategy.rollingUpdate.partition").AsInteger() ?? 0);
        var old = pods.Where(pod => Ordinal(pod) < replicas && Ordinal(pod) >= partition && PodState.Label(pod, RevisionLabel) != revision)
            .OrderByDescending(Ordinal).FirstOrDefault();
        if (old is not null && !old.IsTerminating() && pods.Where(pod => pod.Name() != old.Name()).All(PodState.IsReady))
        {
            await DeletePodAsync(set, old, cancellationToken).ConfigureAwait(false);
        }
    }

    private static int Ordinal(JsonObject pod) =>
        int.TryParse(pod.Name()[(pod.Name().LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture, out var ordinal) ? ordinal : -1;

    private async Task CreateAsync(JsonObject set, int ordinal, string name, string revision, CancellationToken cancellationToken)
    {
        var pod = PodTemplates.CreatePod(set, ApiVersion, Kind, (JsonObject)set.At("spec.template")!, name);
        var labels = pod.Metadata().Ensure("labels");
        labels[RevisionLabel] = revision;
        labels["statefulset.kubernetes.io/pod-name"] = name;
        labels["apps.kubernetes.io/pod-index"] = ordinal.ToString(CultureInfo.InvariantCulture);
        var spec = (JsonObject)pod["spec"]!;
        spec["hostname"] = name;
        if (set.At("spec.serviceName").AsText() is { Length: > 0 } service)
        {
            spec["subdomain"] = service;
        }

        foreach (var template in set.At("spec.volumeClaimTemplates") is JsonArray templates ? templates.Objects() : [])
        {
            await EnsureClaimAsync(set, template, name, spec, cancellationToken).ConfigureAwait(false);
        }

        await CreatePodAsync(set, pod, cancellationToken).ConfigureAwait(false);
    }

    private async Task EnsureClaimAsync(JsonObject set, JsonObject template, string podName, JsonObject podSpec, CancellationToken cancellationToken)
    {
        var claimName = $"{template.Name()}-{podName}";
        if (Api.Get("", "persistentvolumeclaims", set.Namespace(), claimName) is null)
        {
            var claim = template.Copy();
            claim["apiVersion"] = "v1";
            claim["kind"] = "PersistentVolumeClaim";
            claim.Remove("status");
            var metadata = claim.Metadata();
            metadata["name"] = claimName;
            metadata["namespace"] = set.Namespace();
            metadata.Remove("creationTimestamp");
            foreach (var (label, value) in set.At("spec.selector.matchLabels") as JsonObject ?? [])
            {
                metadata.Ensure("labels")[label] = value?.DeepClone();
            }

            await Api.CreateAsync(claim, cancellationToken).ConfigureAwait(false);
        }

        if (podSpec["volumes"] is not JsonArray volumes)
        {
            podSpec["volumes"] = volumes = [];
        }

        foreach (var existing in volumes.Objects().Where(volume => volume.Text("name") == template.Name()).ToList())
        {
            volumes.Remove(existing);
        }

        volumes.Add(new JsonObject
        {
            ["name"] = template.Name(),
            ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claimName },
        });
    }

    private static void SetStatus(JsonObject set, JsonObject status, List<JsonObject> pods, int replicas, string revision)
    {
        var ready = pods.Count(PodState.IsReady);
        var updated = pods.Count(pod => PodState.Label(pod, RevisionLabel) == revision && !pod.IsTerminating());
        var complete = updated == replicas && ready == replicas && pods.Count == replicas;
        var currentRevision = complete ? revision : status.Text("currentRevision") ?? revision;
        status["observedGeneration"] = set.At("metadata.generation").AsInteger() ?? 1;
        status["replicas"] = pods.Count;
        status["readyReplicas"] = ready;
        status["availableReplicas"] = ready;
        status["currentRevision"] = currentRevision;
        status["currentReplicas"] = pods.Count(pod => PodState.Label(pod, RevisionLabel) == currentRevision);
        status["updateRevision"] = revision;
        status["updatedReplicas"] = updated;
        status["collisionCount"] = 0;
    }

    protected override string SuccessMessage(string pod) => $"create Pod {pod} in StatefulSet successful";

    protected override string DeleteMessage(string pod) => $"delete Pod {pod} in StatefulSet successful";

    protected override string FailureMessage(string reason) => $"create Pod in StatefulSet failed error: {reason}";
}
