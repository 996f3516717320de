using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>Rolls out deployments by way of ReplicaSets.</summary>
/// <param name="context">The cluster.</param>
internal sealed class DeploymentController(ControllerContext context) : Controller(context)
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private const string HashLabel = "pod-template-hash";

    public override string Name => "deployment-controller";

    public override IReadOnlyList<WatchRule> Watches => [Own("apps", "deployments"), Owned("apps", "replicasets", "Deployment")];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get("apps", "deployments", key.Namespace, key.Name) is not { } deployment || deployment.IsTerminating())
        {
            return null;
        }

        var sets = Api.List("apps", "replicasets", key.Namespace).Where(set => IsControlledBy(set, deployment)).ToList();
        var paused = deployment.At("spec.paused").AsBoolean() == true;
        var current = sets.Find(set => SameTemplate(set, deployment));
        if (current is null && !paused)
        {
            current = await CreateSetAsync(deployment, sets, cancellationToken).ConfigureAwait(false);
            sets.Add(current);
        }
        else if (current is not null)
        {
            current = await PromoteAsync(deployment, current, sets, cancellationToken).ConfigureAwait(false);
        }

        if (!paused && current is not null)
        {
            await ScaleAsync(deployment, current, sets, cancellationToken).ConfigureAwait(false);
            await DeleteOldSetsAsync(deployment, current, sets, cancellationToken).ConfigureAwait(false);
        }

        return await UpdateStatusAsync(deployment, current, cancellationToken).ConfigureAwait(false);
    }

    private static bool SameTemplate(JsonObject set, JsonObject deployment)
    {
        var template = (set.At("spec.template") as JsonObject ?? []).Copy();
        template.Object("metadata").Object("labels")?.Remove(HashLabel);
        return JsonNode.DeepEquals(template, deployment.At("spec.template"));
    }

    private static int Replicas(JsonObject obj) => (int)(obj.At("spec.replicas").AsInteger() ?? 1);

    private static long RevisionOf(JsonObject set) =>
        long.TryParse(PodState.Annotation(set, Revision), CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    private async Task<JsonObject> CreateSetAsync(JsonObject deployment, List<JsonObject> sets, CancellationToken cancellationToken)
    {
        var template = ((JsonObject)deployment.At("spec.template")!).Copy();
        var hash = PodTemplates.Hash(template);
        template.Metadata().Ensure("labels")[HashLabel] = hash;
        var selector = (deployment.At("spec.selector") as JsonObject ?? []).Copy();
        selector.Ensure("matchLabels")[HashLabel] = hash;
        var annotations = PodState.Annotation(deployment, "kubectl.kubernetes.io/last-applied-configuration") is null
            ? deployment.Object("metadata").Object("annotations")?.Copy() ?? []
            : [.. deployment.Object("metadata").Object("annotations")!
                .Where(item => item.Key != "kubectl.kubernetes.io/last-applied-configuration")
                .Select(item => KeyValuePair.Create(item.Key, item.Value?.DeepClone()))];
        var revision = sets.Select(RevisionOf).DefaultIfEmpty(0).Max() + 1;
        annotations[Revision] = revision.ToString(CultureInfo.InvariantCulture);
        annotations["deployment.kubernetes.io/desired-replicas"] = Replicas(deployment).ToString(CultureInfo.InvariantCulture);
        var set = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name()}-{hash}",
                ["namespace"] = deployment.Namespace(),
                ["labels"] = template.Object("metadata").Object("labels")!.Copy(),
                ["annotations"] = annotations,
                ["ownerReferences"] = new JsonArray(PodTemplates.OwnerReference(deployment, "apps/v1", "Deployment")),
            },
            ["spec"] = new JsonObject { ["replicas"] = 0, ["selector"] = selector, ["template"] = template },
        };
        var created = await Api.CreateAsync(set, cancellationToken).ConfigureAwait(false);
        await SetRevisionAsync(deployment, revision, cancellationToken).ConfigureAwait(false);
        return created;
    }

    /// <summary>Gives the set of the present template the newest revision: after an undo it is an old set.</summary>
    private async Task<JsonObject> PromoteAsync(JsonObject deployment, JsonObject current, List<JsonObject> sets, CancellationToken cancellationToken)
    {
        var newest = sets.Where(set => set.Name() != current.Name()).Select(RevisionOf).DefaultIfEmpty(0).Max();
        if (RevisionOf(current) <= newest)
        {
            var revision = (newest + 1).ToString(CultureInfo.InvariantCulture);
            current = await Api.UpdateAsync("apps", "replicasets", current.Namespace(), current.Name(), set =>
            {
                set.Metadata().Ensure("annotations")[Revision] = revision;
                return true;
            }, status: false, cancellationToken).ConfigureAwait(false) ?? current;
        }

        await SetRevisionAsync(deployment, RevisionOf(current), cancellationToken).ConfigureAwait(false);
        return current;
    }

    private async Task SetRevisionAsync(JsonObject deployment, long revision, CancellationToken cancellationToken)
    {
        var text = revision.ToString(CultureInfo.InvariantCulture);
        if (PodState.Annotation(deployment, Revision) != text)
        {
            await Api.UpdateAsync("apps", "deployments", deployment.Namespace(), deployment.Name(), current =>
            {
                var annotations = current.Metadata().Ensure("annotations");
                if (annotations.Text(Revision) == text)
                {
                    return false;
                }

                annotations[Revision] = text;
                return true;
            }, status: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ScaleAsync(JsonObject deployment, JsonObject current, List<JsonObject> sets, CancellationToken cancellationToken)
    {
        var desired = Replicas(deployment);
        var old = sets.Where(set => set.Name() != current.Name() && Replicas(set) > 0).OrderBy(RevisionOf).ToList();
        if (deployment.At("spec.strategy.type").AsText() == "Recreate")
        {
            foreach (var set in old)
            {
                await SetReplicasAsync(deployment, set, 0, cancellationToken).ConfigureAwait(false);
            }

            // Recreate starts nothing new before the last old pod is really gone.
            var names = sets.Where(set => set.Name() != current.Name()).Select(set => set.Uid()).ToHashSet();
            if (!Api.List("", "pods", deployment.Namespace()).Any(pod => names.Contains(ControllerOf(pod).Text("uid"))))
            {
                await SetReplicasAsync(deployment, current, desired, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        var surge = Resolve(deployment.At("spec.strategy.rollingUpdate.maxSurge"), desired, roundUp: true, fallback: 25);
        var unavailable = Resolve(deployment.At("spec.strategy.rollingUpdate.maxUnavailable"), desired, roundUp: false, fallback: 25);
        if (surge == 0 && unavailable == 0)
        {
            unavailable = 1;
        }

        var oldTotal = old.Sum(Replicas);
        var room = Math.Max(0, desired + surge - oldTotal);
        await SetReplicasAsync(deployment, current, old.Count == 0 ? desired : Math.Min(desired, Math.Max(room, Math.Min(Replicas(current), desired))), cancellationToken)
            .ConfigureAwait(false);

        // As many pods as must be available stay, and those of the new set that are not yet do not count towards them.
        var least = desired - unavailable;
        var expendable = oldTotal + Available(current) - least;
        foreach (var set in old)
        {
            // Pods of old sets that never became available help nobody and go first.
            var broken = Math.Min(Replicas(set) - Available(set), expendable);
            if (broken > 0)
            {
                expendable -= broken;
                await SetReplicasAsync(deployment, set, Replicas(set) - broken, cancellationToken).ConfigureAwait(false);
            }
        }

        var surplus = old.Sum(Available) + Available(current) - least;
        foreach (var set in old)
        {
            var remove = Math.Min(Replicas(set), surplus);
            if (remove > 0)
            {
                surplus -= remove;
                await SetReplicasAsync(deployment, set, Replicas(set) - remove, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static int Available(JsonObject set) => Math.Min(Replicas(set), (int)(set.At("status.availableReplicas").AsInteger() ?? 0));

    private static int Resolve(JsonNode? value, int total, bool roundUp, double fallback)
    {
        if (value.AsInteger() is { } number)
        {
            return (int)number;
        }

        var percent = value.AsText() is { } text && double.TryParse(text.TrimEnd('%'), CultureInfo.InvariantCulture, out var parsed) ? parsed : fallback;
        var share = total * percent / 100;
        return (int)(roundUp ? Math.Ceiling(share) : Math.Floor(share));
    }

    private async Task SetReplicasAsync(JsonObject deployment, JsonObject set, int replicas, CancellationToken cancellationToken)
    {
        var before = Replicas(set);
        if (before == replicas)
        {
            return;
        }

        set["spec"]!["replicas"] = replicas;
        await Api.UpdateAsync("apps", "replicasets", set.Namespace(), set.Name(), current =>
        {
            if (Replicas(current) == replicas)
            {
                return false;
            }

            current["spec"]!["replicas"] = replicas;
            return true;
        }, status: false, cancellationToken).ConfigureAwait(false);
        var direction = replicas > before ? "up" : "down";
        var message = $"Scaled {direction} replica set {set.Name()} from {before} to {replicas}";
        await Api.RecordEventAsync(deployment, "Normal", "ScalingReplicaSet", message, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteOldSetsAsync(JsonObject deployment, JsonObject current, List<JsonObject> sets, CancellationToken cancellationToken)
    {
        var limit = (int)(deployment.At("spec.revisionHistoryLimit").AsInteger() ?? 10);
        var finished = sets.Where(set => set.Name() != current.Name() && Replicas(set) == 0 && (set.At("status.replicas").AsInteger() ?? 0) == 0)
            .OrderByDescending(RevisionOf).Skip(limit);
        foreach (var set in finished)
        {
            await Api.DeleteAsync("apps", "replicasets", set.Namespace(), set.Name(), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan?> UpdateStatusAsync(JsonObject deployment, JsonObject? current, CancellationToken cancellationToken)
    {
        var sets = Api.List("apps", "replicasets", deployment.Namespace()).Where(set => IsControlledBy(set, deployment)).ToList();
        var newSet = sets.Find(set => set.Name() == current?.Name());
        TimeSpan? again = null;
        await Api.UpdateAsync("apps", "deployments", deployment.Namespace(), deployment.Name(), fresh =>
        {
            var before = fresh["status"]?.DeepClone();
            var status = fresh.Ensure("status");
            again = new DeploymentStatus(fresh, sets, newSet, Clock).Write(status);
            return !JsonNode.DeepEquals(before, status);
        }, status: true, cancellationToken).ConfigureAwait(false);
        return again;
    }
}
