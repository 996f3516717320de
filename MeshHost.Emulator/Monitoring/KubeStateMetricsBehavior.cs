using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>kube-state-metrics: serves its own telemetry and readiness on 8081, which its pods need not declare.</summary>
/// <param name="container">The container.</param>
internal sealed class KubeStateMetricsBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private const int TelemetryPort = 8081;

    public override bool Listens(int port) => port == TelemetryPort || base.Listens(port);
}
