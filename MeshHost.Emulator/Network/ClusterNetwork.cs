using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Controllers.Networking;
using MeshHost.Emulator.Edge;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Network;

/// <summary>Connections into a cluster: from its control plane, from port-forwards, and from the internet through its load balancers.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="server">The HTTP server behind all pods.</param>
internal sealed class ClusterNetwork(ClusterRuntime cluster, InMemoryHttpServer server) : IPodNetwork, IPublicEdge
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(30);

    private ControllerContext Context => cluster.Context;

    /// <inheritdoc/>
    public ValueTask<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken ct)
    {
        var running = cluster.Pods.Find(ns, pod) ?? throw NetworkException.Unreachable($"{ns}/{pod}", "the pod does not run");

        // A port-forward enters the pod's own loopback: proxies and policies don't see it.
        return ValueTask.FromResult(Open(running, port, "127.0.0.1"));
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> ConnectServiceAsync(string ns, string service, int port, CancellationToken ct)
    {
        var json = Context.Cache.Get("", "services", ns, service)
            ?? throw NetworkException.Unreachable($"{service}.{ns}.svc", $"service \"{service}\" not found");
        if (ServicePorts.Find(json, port.ToString(CultureInfo.InvariantCulture)) is null)
        {
            throw NetworkException.Unreachable($"{service}.{ns}.svc:{port}", $"no service port {port} found for service \"{service}\"");
        }

        if (cluster.Mesh.Endpoints((ns, service), port) is not [var endpoint, ..])
        {
            throw NetworkException.Unreachable($"{service}.{ns}.svc", $"no endpoints available for service \"{service}\"");
        }

        var source = Context.Spec.ControlPlaneCidr;
        if (source.Length > 0 && !Context.Cloud.IsIngressAllowed(Context.Spec, source, endpoint.Port))
        {
            await Context.Clock.DelayAsync(s_connectTimeout, ct).ConfigureAwait(false);
            throw NetworkException.TimedOut(string.Create(CultureInfo.InvariantCulture, $"{endpoint.Pod.Ip}:{endpoint.Port}"));
        }

        return Open(endpoint.Pod, endpoint.Port, "172.16.0.2");
    }

    /// <inheritdoc/>
    public async ValueTask<Stream?> TryConnectAsync(string address, int port, string clientAddress, CancellationToken cancellationToken)
    {
        var service = Context.Cache.List("", "services").FirstOrDefault(service =>
            (service.At("status.loadBalancer.ingress") as JsonArray).Objects().Any(ingress => ingress.Text("ip") == address));
        if (service is null)
        {
            return null;
        }

        var target = string.Create(CultureInfo.InvariantCulture, $"{address}:{port}");
        if (ServicePorts.Find(service, port.ToString(CultureInfo.InvariantCulture)) is null
            || !AllowsSource(service, clientAddress) || !Context.Cloud.IsIngressAllowed(Context.Spec, clientAddress, port))
        {
            await Context.Clock.DelayAsync(s_connectTimeout, cancellationToken).ConfigureAwait(false);
            throw NetworkException.TimedOut(target);
        }

        var endpoints = cluster.Mesh.Endpoints((service.Namespace()!, service.Name()), port);
        if (endpoints.Count == 0)
        {
            throw NetworkException.Refused(target);
        }

        // With the default policy a node passes the packets on under its own address.
        var endpoint = endpoints[0];
        var source = service.At("spec.externalTrafficPolicy").AsText() == "Local" ? clientAddress : endpoint.Pod.HostIp;
        return Open(endpoint.Pod, endpoint.Port, source);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> LogsAsync(
        string ns, string pod, string? container, bool follow, int? tail, [EnumeratorCancellation] CancellationToken ct)
    {
        var name = container ?? (Context.Cache.Get("", "pods", ns, pod).At("spec.containers") as JsonArray).Objects().FirstOrDefault().Text("name") ?? "";
        if (cluster.Pods.FindLog(ns, pod, name) is not { } log)
        {
            yield break;
        }

        await foreach (var line in log.ReadAsync(follow, tail, ct).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public Task<ExecOutcome> ExecAsync(string ns, string pod, string? container, IReadOnlyList<string> command, CancellationToken ct)
    {
        var containers = cluster.Pods.Find(ns, pod)?.Containers ?? [];
        var target = containers.FirstOrDefault(item => container is null || item.Name == container);
        return Task.FromResult(target?.Behavior.Execute(command) ?? new ExecOutcome(1, "", $"container not found (\"{container}\")\n"));
    }

    private static bool AllowsSource(JsonObject service, string clientAddress) =>
        service.At("spec.loadBalancerSourceRanges") is not JsonArray { Count: > 0 } ranges
        || ranges.Texts().Any(range => System.Net.IPNetwork.TryParse(range, out var network)
            && System.Net.IPAddress.TryParse(clientAddress, out var address) && network.Contains(address));

    private Stream Open(RunningPod pod, int port, string source)
    {
        var container = pod.Listener(port) ?? throw NetworkException.Refused(string.Create(CultureInfo.InvariantCulture, $"{pod.Ip}:{port}"));
        return server.Connect(new PodConnection
        {
            Namespace = pod.Namespace,
            Pod = pod.Name,
            Port = port,
            SourceAddress = source,
            Handler = context => HandleAsync(context, container.Behavior, port, source),
            Certificate = container.Behavior.TlsOf(port),
        });
    }

    private static async Task HandleAsync(HttpContext context, ContainerBehavior behavior, int port, string source)
    {
        var request = await HttpContextAdapter.ReadAsync(context, source).ConfigureAwait(false);
        var response = await behavior.HandleAsync(request, port, context.RequestAborted).ConfigureAwait(false);
        await HttpContextAdapter.WriteAsync(context, response).ConfigureAwait(false);
    }
}
