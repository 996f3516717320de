using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Monitoring;

/// <summary>Makes the governing service and the StatefulSet of a Prometheus or Alertmanager object and reports how it is.</summary>
internal sealed class MonitoringWorkloadController(ControllerContext context, MonitoringWorkload workload) : Controller(context)
{
    private const string Group = "monitoring.coreos.com";
    private const string ReloaderImage = "quay.io/prometheus-operator/prometheus-config-reloader:v0.90.1";

    public override string Name => workload.Name + "-operator";

    public override IReadOnlyList<WatchRule> Watches => [Own(Group, workload.Resource), Owned("apps", "statefulsets", workload.Kind)];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get(Group, workload.Resource, key.Namespace, key.Name) is not { } owner || owner.IsTerminating())
        {
            return null;
        }

        await EnsureServiceAsync(owner, cancellationToken).ConfigureAwait(false);
        var set = StatefulSet(owner);
        var current = await Api.UpdateAsync("apps", "statefulsets", key.Namespace, set.Name(), existing =>
        {
            if (PodState.Annotation(existing, "prometheus-operator-input-hash") == PodState.Annotation(set, "prometheus-operator-input-hash"))
            {
                return false;
            }

            existing.Metadata()["annotations"] = set["metadata"]!["annotations"]!.DeepClone();
            existing["spec"]!["replicas"] = set["spec"]!["replicas"]!.DeepClone();
            existing["spec"]!["template"] = set["spec"]!["template"]!.DeepClone();
            return true;
        }, status: false, cancellationToken).ConfigureAwait(false)
            ?? await Api.CreateAsync(set, cancellationToken).ConfigureAwait(false);
        await UpdateStatusAsync(owner, current, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task EnsureServiceAsync(JsonObject owner, CancellationToken cancellationToken)
    {
        var name = workload.Name + "-operated";
        if (Api.Get("", "services", owner.Namespace(), name) is null)
        {
            await Api.CreateAsync(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Service",
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["namespace"] = owner.Namespace(),
                    ["labels"] = new JsonObject { ["operated-" + workload.Name] = "true", ["managed-by"] = "prometheus-operator" },
                    ["ownerReferences"] = new JsonArray(Reference(owner)),
                },
                ["spec"] = new JsonObject
                {
                    ["clusterIP"] = "None",
                    ["selector"] = new JsonObject { ["app.kubernetes.io/name"] = workload.Name },
                    ["ports"] = new JsonArray(new JsonObject { ["name"] = PortName(owner), ["port"] = workload.Port, ["targetPort"] = PortName(owner) }),
                },
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string PortName(JsonObject owner) => owner.At("spec.portName").AsText() ?? "web";

    private JsonObject Reference(JsonObject owner) => PodTemplates.OwnerReference(owner, "monitoring.coreos.com/v1", workload.Kind);

    private JsonObject StatefulSet(JsonObject owner)
    {
        var spec = owner.Object("spec");
        var name = $"{workload.Name}-{owner.Name()}";
        var labels = new JsonObject
        {
            ["app.kubernetes.io/instance"] = owner.Name(),
            ["app.kubernetes.io/managed-by"] = "prometheus-operator",
            ["app.kubernetes.io/name"] = workload.Name,
            [workload.Name] = owner.Name(),
            ["operator.prometheus.io/name"] = owner.Name(),
            ["operator.prometheus.io/shard"] = "0",
        };
        var podMetadata = new JsonObject { ["labels"] = labels.Copy() };
        foreach (var (field, value) in spec.Object("podMetadata") ?? [])
        {
            foreach (var (key, item) in value as JsonObject ?? [])
            {
                podMetadata.Ensure(field)[key] = item?.DeepClone();
            }
        }

        var container = new JsonObject
        {
            ["name"] = workload.Name,
            ["image"] = spec.Text("image") ?? $"{workload.Image}:{spec.Text("version") ?? "latest"}",
            ["ports"] = new JsonArray(new JsonObject { ["name"] = PortName(owner), ["containerPort"] = workload.Port, ["protocol"] = "TCP" }),
            ["args"] = new JsonArray($"--web.route-prefix={spec.Text("routePrefix") ?? "/"}"),
            ["readinessProbe"] = new JsonObject { ["httpGet"] = new JsonObject { ["path"] = "/-/ready", ["port"] = PortName(owner) } },
            ["resources"] = spec.Object("resources")?.Copy() ?? [],
        };
        var reloader = new JsonObject
        {
            ["name"] = "config-reloader",
            ["image"] = ReloaderImage,
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "reloader-web", ["containerPort"] = 8080, ["protocol"] = "TCP" }),
        };
        var template = new JsonObject
        {
            ["metadata"] = podMetadata,
            ["spec"] = new JsonObject
            {
                ["serviceAccountName"] = spec.Text("serviceAccountName") ?? "default",
                ["containers"] = new JsonArray(container, reloader),
                ["securityContext"] = spec.Object("securityContext")?.Copy() ?? [],
            },
        };
        var setSpec = new JsonObject
        {
            ["replicas"] = spec.Integer("replicas") ?? 1,
            ["serviceName"] = workload.Name + "-operated",
            ["podManagementPolicy"] = "Parallel",
            ["selector"] = new JsonObject { ["matchLabels"] = labels.Copy() },
            ["template"] = template,
        };
        if (spec.At("storage.volumeClaimTemplate") is JsonObject claim)
        {
            var volume = claim.Copy();
            volume.Metadata()["name"] ??= $"{name}-db";
            setSpec["volumeClaimTemplates"] = new JsonArray(volume);
        }

        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "StatefulSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = owner.Namespace(),
                ["labels"] = labels,
                ["annotations"] = new JsonObject { ["prometheus-operator-input-hash"] = PodTemplates.Hash(spec) },
                ["ownerReferences"] = new JsonArray(Reference(owner)),
            },
            ["spec"] = setSpec,
        };
    }

    private Task UpdateStatusAsync(JsonObject owner, JsonObject set, CancellationToken cancellationToken) =>
        Api.UpdateAsync(Group, workload.Resource, owner.Namespace(), owner.Name(), current =>
        {
            var before = current["status"]?.DeepClone();
            var status = current.Ensure("status");
            var desired = current.At("spec.replicas").AsInteger() ?? 1;
            var available = set.At("status.readyReplicas").AsInteger() ?? 0;
            var generation = current.At("metadata.generation").AsInteger() ?? 1;
            status["paused"] = current.At("spec.paused").AsBoolean() == true;
            status["replicas"] = set.At("status.replicas").AsInteger() ?? 0;
            status["updatedReplicas"] = set.At("status.updatedReplicas").AsInteger() ?? 0;
            status["availableReplicas"] = available;
            status["unavailableReplicas"] = Math.Max(0, desired - available);
            Conditions.Set(
                status, "Available", available >= desired ? "True" : available > 0 ? "Degraded" : "False", available >= desired ? "" : "SomePodsNotReady", "", Clock.UtcNow, generation);
            Conditions.Set(status, "Reconciled", "True", "", "", Clock.UtcNow, generation);
            return !JsonNode.DeepEquals(before, status);
        }, status: true, cancellationToken);
}
