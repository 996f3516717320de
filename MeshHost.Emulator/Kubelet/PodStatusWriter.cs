using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Kubelet;

/// <summary>Writes what the kubelet knows of a pod into its status.</summary>
internal sealed class PodStatusWriter(
    RunningPod pod, IReadOnlyList<ContainerState> init, IReadOnlyList<ContainerState> containers, ControllerContext context)
    : IDisposable
{
    // Containers report at the same time; their writes must not overtake each other.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly DateTimeOffset _startTime = context.Clock.UtcNow;

    public bool Initialized { get; set; } = init.Count == 0;

    public void Dispose() => _gate.Dispose();

    public async Task WriteAsync(string phase, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await context.Api.UpdateAsync("", "pods", pod.Namespace, pod.Name, current =>
            {
                if (current.Uid() != pod.Uid)
                {
                    return false;
                }

                var before = current["status"]?.DeepClone();
                Write(current, current.Ensure("status"), phase);
                return !JsonNode.DeepEquals(before, current["status"]);
            }, status: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Write(JsonObject current, JsonObject status, string phase)
    {
        var now = context.Clock.UtcNow;
        var finished = phase is "Succeeded" or "Failed";
        status["phase"] = phase;
        status["hostIP"] = pod.HostIp;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = pod.HostIp });
        status["podIP"] = pod.Ip;
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = pod.Ip });
        status["startTime"] = KubernetesTime.Format(_startTime);
        status["qosClass"] = current.At("status.qosClass").AsText() ?? QualityOfService();
        var sidecars = init.Where(container => container.IsSidecar).ToList();
        var waiting = containers.Concat(sidecars).Where(container => !container.Ready).Select(container => container.Name).ToList();
        var ready = waiting.Count == 0 && !finished;
        var (reason, message) = ready
            ? (null, null)
            : finished && phase == "Succeeded" ? ("PodCompleted", null) : ("ContainersNotReady", (string?)$"containers with unready status: [{string.Join(' ', waiting)}]");
        Conditions.Set(status, "PodReadyToStartContainers", finished ? "False" : "True", null, null, now);
        if (Initialized)
        {
            Conditions.Set(status, "Initialized", "True", finished && phase == "Succeeded" ? "PodCompleted" : null, null, now);
        }
        else
        {
            var left = init.Where(container => container.ExitCode != 0 && !container.Ready).Select(container => container.Name);
            Conditions.Set(status, "Initialized", "False", "ContainersNotInitialized", $"containers with incomplete status: [{string.Join(' ', left)}]", now);
        }

        var gates = (current.At("spec.readinessGates") as JsonArray).Objects().Select(gate => gate.Text("conditionType") ?? "")
            .Where(type => Conditions.Find(status, type).Text("status") != "True").ToList();
        Conditions.Set(
            status, "Ready", ready && gates.Count == 0 ? "True" : "False",
            ready && gates.Count > 0 ? "ReadinessGatesNotReady" : reason, ready && gates.Count > 0 ? $"corresponding condition of pod readiness gate \"{gates[0]}\" does not exist." : message, now);
        Conditions.Set(status, "ContainersReady", ready ? "True" : "False", reason, message, now);
        Conditions.Set(status, "PodScheduled", "True", null, null, now);
        if (init.Count > 0)
        {
            status["initContainerStatuses"] = new JsonArray([.. init.Select(container => (JsonNode)container.ToStatus(pod.Uid))]);
        }

        status["containerStatuses"] = new JsonArray([.. containers.Select(container => (JsonNode)container.ToStatus(pod.Uid))]);
    }

    private string QualityOfService()
    {
        var specs = containers.Select(container => container.Spec.Object("resources")).ToList();
        if (specs.TrueForAll(resources => resources.Object("requests") is not { Count: > 0 } && resources.Object("limits") is not { Count: > 0 }))
        {
            return "BestEffort";
        }

        return specs.TrueForAll(resources => resources.Object("limits") is { } limits && limits["cpu"] is not null && limits["memory"] is not null
            && (resources.Object("requests") is not { } requests || JsonNode.DeepEquals(requests, limits))) ? "Guaranteed" : "Burstable";
    }
}
