using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>The columns of pods: their status is a summary of phase, reasons and containers.</summary>
internal static class PodCells
{
    public static readonly IReadOnlyList<TableColumn> All =
    [
        Columns.Name,
        new("Ready", (pod, _) => Ready(pod), Description: "The aggregate readiness state of this pod for accepting traffic."),
        new("Status", (pod, _) => Status(pod), Description: "The aggregate status of the containers in this pod."),
        new("Restarts", Restarts, Description: "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted."),
        Columns.Age,
        Columns.Text("IP", "status.podIP", wide: true, missing: "<none>"),
        Columns.Text("Node", "spec.nodeName", wide: true, missing: "<none>"),
        Columns.Text("Nominated Node", "status.nominatedNodeName", wide: true, missing: "<none>"),
        new("Readiness Gates", (pod, _) => ReadinessGates(pod), Wide: true),
    ];

    public static string Status(JsonObject pod)
    {
        var status = pod.Object("status");
        var reason = status.Text("reason") is { Length: > 0 } stated ? stated : status.Text("phase") ?? "Unknown";
        var initializing = InitializingReason(pod, status);
        if (initializing is not null)
        {
            reason = initializing;
        }
        else
        {
            reason = ContainerReason(status, reason);
        }

        return pod.IsTerminating() ? status.Text("reason") == "NodeLost" ? "Unknown" : "Terminating" : reason;
    }

    private static string? InitializingReason(JsonObject pod, JsonObject? status)
    {
        var total = pod.Object("spec").Array("initContainers")?.Count ?? 0;
        var index = 0;
        foreach (var container in status.Array("initContainerStatuses").Objects())
        {
            var state = container.Object("state");
            var spec = pod.Object("spec").Array("initContainers").Objects().FirstOrDefault(item => item.Text("name") == container.Text("name"));
            var done = state.Object("terminated") is { } ended && ended.Integer("exitCode") == 0;
            var sidecar = spec.Text("restartPolicy") == "Always" && container.Boolean("started") == true;
            if (!done && !sidecar)
            {
                return state.Object("terminated") is { } terminated
                    ? "Init:" + (terminated.Text("reason") is { Length: > 0 } reason ? reason : $"ExitCode:{terminated.Integer("exitCode")}")
                    : state.Object("waiting").Text("reason") is { Length: > 0 } waiting and not "PodInitializing" ? "Init:" + waiting : $"Init:{index}/{total}";
            }

            index++;
        }

        return null;
    }

    private static string ContainerReason(JsonObject? status, string reason)
    {
        var running = false;
        foreach (var container in status.Array("containerStatuses").Objects().Reverse())
        {
            var state = container.Object("state");
            if (state.Object("waiting").Text("reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (state.Object("terminated") is { } terminated)
            {
                reason = terminated.Text("reason") is { Length: > 0 } why ? why : $"ExitCode:{terminated.Integer("exitCode")}";
            }
            else if (container.Boolean("ready") == true && state.Object("running") is not null)
            {
                running = true;
            }
        }

        if (reason == "Completed" && running)
        {
            return IsReady(status) ? "Running" : "NotReady";
        }

        return reason;
    }

    private static bool IsReady(JsonObject? status) =>
        status.Array("conditions").Objects().Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    private static string Ready(JsonObject pod)
    {
        var statuses = pod.Object("status").Array("containerStatuses").Objects().ToList();
        var sidecars = pod.Object("spec").Array("initContainers").Objects().Where(container => container.Text("restartPolicy") == "Always").Select(container => container.Text("name")).ToHashSet();
        var sidecarStatuses = pod.Object("status").Array("initContainerStatuses").Objects().Where(container => sidecars.Contains(container.Text("name")));
        var total = (pod.Object("spec").Array("containers")?.Count ?? 0) + sidecars.Count;
        var ready = statuses.Concat(sidecarStatuses).Count(container => container.Boolean("ready") == true);
        return $"{ready}/{total}";
    }

    private static JsonNode Restarts(JsonObject pod, TableClock clock)
    {
        var statuses = pod.Object("status").Array("containerStatuses").Objects().ToList();
        var restarts = statuses.Sum(container => container.Integer("restartCount") ?? 0);
        var last = statuses
            .Select(container => container.Object("lastState").Object("terminated").Text("finishedAt"))
            .Where(time => time is not null)
            .Order(StringComparer.Ordinal)
            .LastOrDefault();
        return restarts > 0 && last is not null ? $"{restarts} ({clock.Age(last)} ago)" : $"{restarts}";
    }

    private static string ReadinessGates(JsonObject pod)
    {
        var gates = pod.Object("spec").Array("readinessGates").Objects().Select(gate => gate.Text("conditionType")).ToList();
        var passed = gates.Count(gate => pod.Object("status").Array("conditions").Objects().Any(condition => condition.Text("type") == gate && condition.Text("status") == "True"));
        return gates.Count == 0 ? "<none>" : $"{passed}/{gates.Count}";
    }
}
