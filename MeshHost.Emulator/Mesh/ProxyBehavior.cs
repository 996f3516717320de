using System.Net.Security;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>Istio's proxy with its agent: a sidecar, or a gateway that listens where Gateways ask it to.</summary>
internal sealed class ProxyBehavior : ContainerBehavior
{
    private const int AdminPort = 15000;
    private const int AgentPort = 15020;
    private const int HealthPort = 15021;
    private const int EnvoyStatisticsPort = 15090;

    private readonly GatewayListeners _listeners;
    private readonly GatewayRouter _router;
    private MeshConfig? _configAtStart;

    public ProxyBehavior(ContainerContext container)
        : base(container)
    {
        IsGateway = container.Arguments is [_, "router", ..];
        _listeners = new GatewayListeners(container.Pod, container.Cluster);
        _router = new GatewayRouter(container.Pod, _listeners, container.Cluster);
    }

    public bool IsGateway { get; }

    public ProxyStatistics Statistics { get; } = new();

    /// <summary>How this proxy traces; its own collector is what the mesh said when the proxy started.</summary>
    public TracingSettings? Tracing(MeshPolicies policies) => policies.Tracing(Container.Pod, _configAtStart);

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _configAtStart = Cluster.Mesh.Policies.Config;
        Container.Log.Write($"info\tProxy role\tips=[{Container.Pod.Ip}] type={(IsGateway ? "router" : "sidecar")} id={Container.Pod.Name}.{Container.Namespace} domain={Container.Namespace}.svc.cluster.local");
        return await base.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The proxy is ready once the control plane has given it its configuration and certificate.</summary>
    public override ValueTask<string?> CheckReadyAsync(CancellationToken cancellationToken)
    {
        var served = Cluster.Pods.All.Any(pod => pod.Containers.Any(container => container.Behavior is IstiodBehavior { IsServing: true }));
        if (!served)
        {
            Container.Log.Write("warning\tenvoy config\tStreamAggregatedResources gRPC config stream to xds-grpc closed: 14, connection error: desc = \"transport: Error while dialing: connection refused\"");
        }
        else
        {
            Container.Log.Write("info\tReadiness succeeded");
            Container.Log.Write("info\tEnvoy proxy is ready");
        }

        return ValueTask.FromResult(served ? null : "HTTP probe failed with statuscode: 503");
    }

    public override bool Listens(int port) =>
        port is AdminPort or AgentPort or HealthPort or EnvoyStatisticsPort || (IsGateway && _listeners.Listens(port));

    public override Func<string?, SslStreamCertificateContext?>? TlsOf(int port) =>
        IsGateway && port is not (AdminPort or AgentPort or HealthPort or EnvoyStatisticsPort) && _listeners.IsTls(port)
            ? name => _listeners.Certificate(port, name)
            : null;

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) => (port, request.Path) switch
    {
        (AgentPort or EnvoyStatisticsPort, "/stats/prometheus") or (AdminPort, "/stats/prometheus") => Task.FromResult(EmulatedResponse.Text(Statistics.Write(), 200, "text/plain; version=0.0.4")),
        (AgentPort or HealthPort, "/healthz/ready") => Task.FromResult(EmulatedResponse.Text("")),
        (AdminPort, "/server_info") => Task.FromResult(EmulatedResponse.Json(new System.Text.Json.Nodes.JsonObject { ["state"] = "LIVE", ["node"] = Container.Pod.Name })),
        (AdminPort or AgentPort or HealthPort or EnvoyStatisticsPort, _) => Task.FromResult(EmulatedResponse.NotFound()),
        _ when IsGateway => _router.ServeAsync(request, port, cancellationToken),
        _ => base.HandleAsync(request, port, cancellationToken),
    };

    public override ExecOutcome Execute(IReadOnlyList<string> command) => command switch
    {
        ["pilot-agent", "request", "GET", "stats/prometheus"] => new ExecOutcome(0, Statistics.Write(), ""),
        ["pilot-agent", "version", ..] => new ExecOutcome(0, $"version.BuildInfo{{Version:\"{ImageName.Parse(Container.Image).Tag}\"}}\n", ""),
        _ => base.Execute(command),
    };
}
