using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>Keeps the targets of autoscalers within their bounds. Emulated workloads are idle, so that the lower bound is what an autoscaler asks for.</summary>
/// <param name="context">The cluster.</param>
internal sealed class AutoscalerController(ControllerContext context) : Controller(context)
{
    private const int IdleUtilization = 5;

    public override string Name => "horizontal-pod-autoscaler";

    public override IReadOnlyList<WatchRule> Watches =>
    [
        Own("autoscaling", "horizontalpodautoscalers"),
        new WatchRule("apps", "deployments", change => Context.Cache.List("autoscaling", "horizontalpodautoscalers", change.Object.Namespace())
            .Where(scaler => scaler.At("spec.scaleTargetRef.name").AsText() == change.Object.Name()).Select(KeyOf)),
    ];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get("autoscaling", "horizontalpodautoscalers", key.Namespace, key.Name) is not { } scaler || scaler.IsTerminating())
        {
            return null;
        }

        var target = scaler.At("spec.scaleTargetRef");
        var resource = target.Text("kind") == "StatefulSet" ? "statefulsets" : "deployments";
        var workload = Api.Get("apps", resource, key.Namespace, target.Text("name") ?? "");
        var minimum = scaler.At("spec.minReplicas").AsInteger() ?? 1;
        var maximum = scaler.At("spec.maxReplicas").AsInteger() ?? minimum;
        var replicas = workload is null ? 0 : workload.At("spec.replicas").AsInteger() ?? 1;
        var desired = replicas == 0 ? 0 : Math.Clamp(replicas, minimum, maximum);
        if (workload is not null && desired != replicas)
        {
            await Api.UpdateAsync("apps", resource, key.Namespace, workload.Name(), current =>
            {
                current.Ensure("spec")["replicas"] = desired;
                return true;
            }, status: false, cancellationToken).ConfigureAwait(false);
            await Api.RecordEventAsync(
                scaler, "Normal", "SuccessfulRescale", $"New size: {desired}; reason: Current number of replicas {(desired > replicas ? "below Spec.MinReplicas" : "above Spec.MaxReplicas")}",
                cancellationToken).ConfigureAwait(false);
        }

        await Api.UpdateAsync("autoscaling", "horizontalpodautoscalers", key.Namespace, key.Name, current =>
        {
            var before = current["status"]?.DeepClone();
            SetStatus(current, workload, replicas, desired);
            return !JsonNode.DeepEquals(before, current["status"]);
        }, status: true, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private void SetStatus(JsonObject scaler, JsonObject? workload, long current, long desired)
    {
        var status = scaler.Ensure("status");
        var now = Clock.UtcNow;
        status["currentReplicas"] = current;
        status["desiredReplicas"] = desired;
        if (workload is null)
        {
            Conditions.Set(status, "AbleToScale", "False", "FailedGetScale", "the HPA controller was unable to get the target's current scale", now);
            return;
        }

        Conditions.Set(status, "AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size", now);
        Conditions.Set(status, "ScalingActive", "True", "ValidMetricFound", "the HPA was able to successfully calculate a replica count from cpu resource utilization", now);
        var metrics = new JsonArray();
        foreach (var metric in (scaler.At("spec.metrics") as JsonArray).Objects().Where(metric => metric.Text("type") == "Resource"))
        {
            metrics.Add(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject
                {
                    ["name"] = metric.At("resource.name").AsText(),
                    ["current"] = new JsonObject { ["averageUtilization"] = IdleUtilization, ["averageValue"] = "5m" },
                },
            });
        }

        if (metrics.Count > 0)
        {
            status["currentMetrics"] = metrics;
        }
    }
}
