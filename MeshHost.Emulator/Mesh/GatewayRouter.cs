using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>Serves requests that arrive at a gateway from outside of the mesh.</summary>
/// <param name="pod">The gateway pod.</param>
/// <param name="listeners">What it listens on.</param>
/// <param name="cluster">The cluster.</param>
internal sealed class GatewayRouter(RunningPod pod, GatewayListeners listeners, ClusterRuntime cluster)
{
    private const string AcmePath = "/.well-known/acme-challenge/";

    private ServiceMesh Mesh => cluster.Mesh;

    private ClusterCache Cache => cluster.Context.Cache;

    public async Task<EmulatedResponse> ServeAsync(EmulatedRequest request, int port, CancellationToken cancellationToken)
    {
        var secure = listeners.IsTls(port);
        request = (request with { Scheme = secure ? "https" : "http" })
            .WithHeader("x-forwarded-for", Append(request.Header("x-forwarded-for"), request.SourceAddress))
            .WithHeader("x-forwarded-proto", secure ? "https" : "http")
            .WithHeader("x-request-id", request.Header("x-request-id") ?? Guid.NewGuid().ToString());

        // A client's own trace headers would let it decide what is sampled; Envoy honours them at the edge, and so do we.
        var trace = Mesh.Telemetry.Enter(pod, request);
        request = trace?.Write(request) ?? request;
        var started = cluster.Context.Clock.UtcNow;
        var stamp = cluster.Context.Clock.Time.GetTimestamp();
        var response = await RouteAsync(request, port, secure, cancellationToken).ConfigureAwait(false);
        var duration = Mesh.Telemetry.Elapsed(stamp);
        Mesh.Telemetry.Log(pod, request, response, duration, "-");
        var operation = string.Create(CultureInfo.InvariantCulture, $"{request.Host}:{port}{request.Path}");
        await Mesh.Telemetry.ReportAsync(pod, trace, "SERVER", operation, started, duration, request, response, cancellationToken).ConfigureAwait(false);
        return response.WithHeader("server", "istio-envoy")
            .WithHeader("x-envoy-upstream-service-time", ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
    }

    private async Task<EmulatedResponse> RouteAsync(EmulatedRequest request, int port, bool secure, CancellationToken cancellationToken)
    {
        if (!secure && request.Path.StartsWith(AcmePath, StringComparison.Ordinal)
            && await TryIngressAsync(request, cancellationToken).ConfigureAwait(false) is { } solved)
        {
            return solved;
        }

        var servers = listeners.Servers().Where(server => server.BindPort == port && server.IsTls == secure && server.Serves(request.Host)).ToList();
        if (servers.Count == 0)
        {
            return EmulatedResponse.FromProxy(404, "", "NR");
        }

        if (!AuthorizationEvaluator.Allows(Mesh.Policies.Authorization(pod), request, port))
        {
            return EmulatedResponse.FromProxy(403, "RBAC: access denied", "-");
        }

        if (servers.Exists(server => server.RedirectsToHttps))
        {
            return EmulatedResponse.Redirect($"https://{request.Host}{request.Path}{request.Query}", 301);
        }

        foreach (var virtualService in VirtualServices(request.Host, servers))
        {
            foreach (var server in servers)
            {
                if (Refers(virtualService, server) && RouteMatcher.Find(virtualService, request, server.Gateway, pod, port) is var (route, match))
                {
                    var fallback = new RequestRoute(request.Host, port, null);
                    return await Mesh.FollowAsync(pod, request, route, match, virtualService.Namespace()!, fallback, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return EmulatedResponse.FromProxy(404, "", "NR");
    }

    private static string Append(string? forwarded, string? address) =>
        string.IsNullOrEmpty(forwarded) ? address ?? "" : $"{forwarded},{address}";

    /// <summary>The virtual services for a host, exact names before wildcards and older before newer, as Istio merges them.</summary>
    private IEnumerable<JsonObject> VirtualServices(string host, List<GatewayServer> servers) => Cache.List("networking.istio.io", "virtualservices")
        .Where(item => servers.Exists(server => Refers(item, server)) && Hosts(item).Any(pattern => HostNames.Matches(pattern, host)))
        .OrderByDescending(item => Hosts(item).Any(pattern => pattern.Equals(host, StringComparison.OrdinalIgnoreCase)))
        .ThenByDescending(item => Hosts(item).Where(pattern => HostNames.Matches(pattern, host)).Max(pattern => pattern.Length))
        .ThenBy(item => item.At("metadata.creationTimestamp").AsText(), StringComparer.Ordinal);

    private static IEnumerable<string> Hosts(JsonObject virtualService) => (virtualService.At("spec.hosts") as JsonArray).Texts();

    private static bool Refers(JsonObject virtualService, GatewayServer server) =>
        (virtualService.At("spec.gateways") as JsonArray).Texts().Any(name => RouteMatcher.GatewayName(name, virtualService.Namespace()) == server.Gateway);

    private async Task<EmulatedResponse?> TryIngressAsync(EmulatedRequest request, CancellationToken cancellationToken)
    {
        foreach (var ingress in listeners.AcmeIngresses())
        {
            foreach (var rule in (ingress.At("spec.rules") as JsonArray).Objects().Where(rule => rule.Text("host") is null or "" || rule.Text("host") == request.Host))
            {
                var path = (rule.At("http.paths") as JsonArray).Objects().FirstOrDefault(path => path.Text("path") == request.Path
                    || (path.Text("pathType") == "Prefix" && request.Path.StartsWith(path.Text("path") ?? "/", StringComparison.Ordinal)));
                if (path.At("backend.service.name").AsText() is { } service)
                {
                    var port = (int)(path.At("backend.service.port.number").AsInteger() ?? 80);
                    var route = new RequestRoute(HostNames.Full(ingress.Namespace()!, service), port, null);
                    return await Mesh.SendAsync(pod, request, route, ingress.Namespace()!, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return null;
    }
}
