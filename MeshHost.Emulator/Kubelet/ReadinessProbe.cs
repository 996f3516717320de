using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers.Networking;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Kubelet;

/// <summary>Whether a container is ready: its program says so, and something listens where its probe knocks.</summary>
internal sealed class ReadinessProbe(JsonObject container, ContainerBehavior behavior, RunningPod pod)
{
    private readonly JsonObject? _probe = container.Object("readinessProbe");

    public TimeSpan InitialDelay => TimeSpan.FromSeconds(_probe.Integer("initialDelaySeconds") ?? 0);

    /// <summary>The failure of the probe, or <see langword="null"/>.</summary>
    public async ValueTask<string?> CheckAsync(CancellationToken cancellationToken)
    {
        if ((_probe.At("httpGet.port") ?? _probe.At("tcpSocket.port") ?? _probe.At("grpc.port")) is { } port)
        {
            var number = port.AsInteger() is { } value ? (int)value : ServicePorts.NamedPort(pod.Json, port.AsText() ?? "");

            // Injection moves the probes of a workload to the sidecar's agent.
            if (number is null || (!behavior.Listens(number.Value) && pod.Listener(number.Value) is null))
            {
                var address = string.Create(CultureInfo.InvariantCulture, $"{pod.Ip}:{number}");
                return _probe.At("httpGet") is { } get
                    ? $"Get \"{(get.Text("scheme") ?? "HTTP").ToLowerInvariant()}://{address}{get.Text("path") ?? "/"}\": dial tcp {address}: connect: connection refused"
                    : $"dial tcp {address}: connect: connection refused";
            }
        }

        return await behavior.CheckReadyAsync(cancellationToken).ConfigureAwait(false);
    }
}
