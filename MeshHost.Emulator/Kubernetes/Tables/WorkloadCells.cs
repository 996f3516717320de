using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>The columns of workloads.</summary>
internal static class WorkloadCells
{
    public static readonly IReadOnlyList<TableColumn> Deployments =
    [
        Columns.Name,
        new("Ready", (obj, _) => $"{obj.At("status.readyReplicas").AsInteger() ?? 0}/{obj.At("spec.replicas").AsInteger() ?? 0}"),
        Columns.Number("Up-to-date", "status.updatedReplicas"),
        Columns.Number("Available", "status.availableReplicas"),
        Columns.Age,
        Columns.Containers,
        Columns.Images,
        Columns.Selector,
    ];

    public static readonly IReadOnlyList<TableColumn> ReplicaSets =
    [
        Columns.Name,
        Columns.Number("Desired", "spec.replicas"),
        Columns.Number("Current", "status.replicas"),
        Columns.Number("Ready", "status.readyReplicas"),
        Columns.Age,
        Columns.Containers,
        Columns.Images,
        Columns.Selector,
    ];

    public static readonly IReadOnlyList<TableColumn> StatefulSets =
    [
        Columns.Name,
        new("Ready", (obj, _) => $"{obj.At("status.readyReplicas").AsInteger() ?? 0}/{obj.At("spec.replicas").AsInteger() ?? 0}"),
        Columns.Age,
        Columns.Containers,
        Columns.Images,
    ];

    public static readonly IReadOnlyList<TableColumn> DaemonSets =
    [
        Columns.Name,
        Columns.Number("Desired", "status.desiredNumberScheduled"),
        Columns.Number("Current", "status.currentNumberScheduled"),
        Columns.Number("Ready", "status.numberReady"),
        Columns.Number("Up-to-date", "status.updatedNumberScheduled"),
        Columns.Number("Available", "status.numberAvailable"),
        new("Node Selector", (obj, _) => Columns.SelectorText(obj.At("spec.template.spec.nodeSelector"))),
        Columns.Age,
        Columns.Containers,
        Columns.Images,
        Columns.Selector,
    ];

    public static readonly IReadOnlyList<TableColumn> Jobs =
    [
        Columns.Name,
        new("Status", (job, _) => JobStatus(job)),
        new("Completions", (job, _) => Completions(job)),
        new("Duration", (job, clock) => clock.Between(job.At("status.startTime"), job.At("status.completionTime"))),
        Columns.Age,
        Columns.Containers,
        Columns.Images,
        Columns.Selector,
    ];

    public static readonly IReadOnlyList<TableColumn> CronJobs =
    [
        Columns.Name,
        Columns.Text("Schedule", "spec.schedule"),
        Columns.Text("Timezone", "spec.timeZone", missing: "<none>"),
        new("Suspend", (job, _) => job.At("spec.suspend").AsBoolean() == true ? "True" : "False"),
        Columns.Count("Active", "status.active"),
        new("Last Schedule", (job, clock) => job.At("status.lastScheduleTime") is { } time ? clock.Age(time) : "<none>"),
        Columns.Age,
        Columns.Containers,
        Columns.Images,
        new("Selector", (_, _) => "<none>", Wide: true),
    ];

    public static readonly IReadOnlyList<TableColumn> Autoscalers =
    [
        Columns.Name,
        new("Reference", (obj, _) => $"{obj.At("spec.scaleTargetRef").Text("kind")}/{obj.At("spec.scaleTargetRef").Text("name")}"),
        new("Targets", (obj, _) => Targets(obj)),
        new("MinPods", (obj, _) => $"{obj.At("spec.minReplicas").AsInteger() ?? 1}"),
        Columns.Number("MaxPods", "spec.maxReplicas"),
        Columns.Number("Replicas", "status.currentReplicas"),
        Columns.Age,
    ];

    public static readonly IReadOnlyList<TableColumn> DisruptionBudgets =
    [
        Columns.Name,
        Columns.Text("Min Available", "spec.minAvailable", missing: "N/A"),
        Columns.Text("Max Unavailable", "spec.maxUnavailable", missing: "N/A"),
        Columns.Number("Allowed Disruptions", "status.disruptionsAllowed"),
        Columns.Age,
    ];

    private static string Completions(JsonObject job)
    {
        var succeeded = job.At("status.succeeded").AsInteger() ?? 0;
        return job.At("spec.completions").AsInteger() is { } wanted
            ? $"{succeeded}/{wanted}"
            : $"{succeeded}/1 of {job.At("spec.parallelism").AsInteger() ?? 1}";
    }

    private static string JobStatus(JsonObject job)
    {
        foreach (var (condition, shown) in (ReadOnlySpan<(string, string)>)[("Complete", "Complete"), ("Failed", "Failed"), ("Suspended", "Suspended"), ("FailureTarget", "FailureTarget")])
        {
            if ((job.At("status.conditions") as JsonArray).Objects().Any(item => item.Text("type") == condition && item.Text("status") == "True"))
            {
                return shown;
            }
        }

        return job.IsTerminating() ? "Terminating" : "Running";
    }

    private static string Targets(JsonObject autoscaler) => Columns.Join((autoscaler.At("spec.metrics") as JsonArray).Objects().Select(metric =>
    {
        var name = metric.At("resource.name").AsText();
        var current = (autoscaler.At("status.currentMetrics") as JsonArray).Objects().FirstOrDefault(item => item.At("resource.name").AsText() == name);
        var value = current.At("resource.current.averageUtilization").AsInteger() is { } utilization ? $"{utilization}%" : "<unknown>";
        return $"{name}: {value}/{metric.At("resource.target.averageUtilization").AsInteger()}%";
    }));
}
