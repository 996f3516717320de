using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Controllers.Networking;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>
/// Calls from workload to workload: name resolution, load balancing and, where proxies are, routing, mutual TLS, authorization,
/// metrics and traces. The same path serves pods outside of the mesh; they just have no proxy.
/// </summary>
internal sealed class ServiceMesh
{
    private readonly ClusterRuntime _cluster;
    private readonly MeshPolicies _policies;
    private readonly MeshTelemetry _telemetry;
    private readonly UpstreamLimits _limits = new();
    private readonly ConcurrentDictionary<string, int> _turns = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Random _random;

    public ServiceMesh(ClusterRuntime cluster)
    {
        _cluster = cluster;
        _policies = new MeshPolicies(cluster);
        _telemetry = new MeshTelemetry(cluster, _policies);
        _random = new Random(cluster.Context.Seed);
    }

    public MeshPolicies Policies => _policies;

    public MeshTelemetry Telemetry => _telemetry;

    private ClusterCache Cache => _cluster.Context.Cache;

    private EmulatorClock Clock => _cluster.Context.Clock;

    /// <summary>The ready pods behind a port of a service.</summary>
    public IReadOnlyList<ServiceEndpoint> Endpoints((string Namespace, string Name) service, int port)
    {
        if (Cache.Get("", "services", service.Namespace, service.Name) is not { } json
            || ServicePorts.Find(json, port.ToString(CultureInfo.InvariantCulture)) is not { } servicePort)
        {
            return [];
        }

        return [.. Cache.List("", "pods", service.Namespace)
            .Where(pod => ServicePorts.Selects(json, pod) && PodState.IsReady(pod))
            .Select(pod => (Json: pod, Running: _cluster.Pods.Find(pod.Namespace()!, pod.Name())))
            .Where(pod => pod.Running is not null && ServicePorts.TargetPort(servicePort, pod.Json) is not null)
            .Select(pod => new ServiceEndpoint(pod.Running!, ServicePorts.TargetPort(servicePort, pod.Json)!.Value))];
    }

    /// <summary>Calls a host from a pod, by way of the pod's proxy when it has one.</summary>
    /// <exception cref="NetworkException">The name or the connection fails, where no proxy turns that into an answer.</exception>
    public async Task<EmulatedResponse> CallAsync(RunningPod source, EmulatedRequest request, string host, int port, CancellationToken cancellationToken)
    {
        request = request with { Host = host, SourceAddress = source.Ip };
        var route = new RequestRoute(host, port, Subset: null);
        if (!source.HasProxy)
        {
            return await SendAsync(source, request, route, source.Namespace, cancellationToken).ConfigureAwait(false);
        }

        var trace = _telemetry.Enter(source, request);
        request = trace?.Write(request) ?? request;
        if (request.Header("x-request-id") is null)
        {
            request = request.WithHeader("x-request-id", Guid.NewGuid().ToString());
        }

        var started = Clock.UtcNow;
        var stamp = Clock.Time.GetTimestamp();
        var virtualService = HostNames.Service(host, source.Namespace) is { } named ? FindVirtualService(named) : null;
        var response = virtualService is not null && RouteMatcher.Find(virtualService, request, "mesh", source, port) is var (found, match)
            ? await FollowAsync(source, request, found, match, virtualService.Namespace()!, route, cancellationToken).ConfigureAwait(false)
            : virtualService is not null && virtualService.At("spec.http") is JsonArray
                ? EmulatedResponse.FromProxy(404, "", "NR")
                : await SendAsync(source, request, route, source.Namespace, cancellationToken).ConfigureAwait(false);
        var operation = HostNames.Service(host, source.Namespace) is { } service
            ? string.Create(CultureInfo.InvariantCulture, $"{HostNames.Full(service.Namespace, service.Name)}:{port}/*")
            : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}/*");
        await _telemetry.ReportAsync(source, trace, "CLIENT", operation, started, _telemetry.Elapsed(stamp), request, response, cancellationToken)
            .ConfigureAwait(false);
        return response;
    }

    /// <summary>Carries out a route of a virtual service: redirect, direct answer, fault, rewrite, timeout, retries, weighted destinations.</summary>
    public async Task<EmulatedResponse> FollowAsync(
        RunningPod source, EmulatedRequest request, JsonObject route, JsonObject? match, string ns, RequestRoute fallback, CancellationToken cancellationToken)
    {
        if (route.Object("redirect") is { } redirect)
        {
            return RouteActions.Redirect(redirect, request);
        }

        if (route.Object("directResponse") is { } direct)
        {
            return EmulatedResponse.Text(direct.At("body.string").AsText() ?? "", (int)(direct.Integer("status") ?? 200));
        }

        if (Happens(route.At("fault.delay.percentage"), route.Object("fault")?["delay"] is not null))
        {
            await Clock.DelayAsync(RouteActions.Duration(route.At("fault.delay.fixedDelay").AsText()) ?? TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }

        if (Happens(route.At("fault.abort.percentage"), route.Object("fault")?["abort"] is not null))
        {
            return EmulatedResponse.FromProxy((int)(route.At("fault.abort.httpStatus").AsInteger() ?? 503), "fault filter abort", "FI");
        }

        request = RouteActions.Rewrite(route, match, request);
        var destination = PickDestination(route);
        var target = destination is null ? fallback : new RequestRoute(
            destination.At("destination.host").AsText() ?? fallback.Host,
            (int)(destination.At("destination.port.number").AsInteger() ?? DefaultPort(destination.At("destination.host").AsText(), ns, fallback.Port)),
            destination.At("destination.subset").AsText());
        request = RouteActions.ChangeHeaders(destination?.At("headers.request"), RouteActions.ChangeHeaders(route.At("headers.request"), request));
        var response = await TryAsync(source, request, route, target, ns, cancellationToken).ConfigureAwait(false);
        return RouteActions.ChangeHeaders(destination?.At("headers.response"), RouteActions.ChangeHeaders(route.At("headers.response"), response));
    }

    /// <summary>Sends a request to one endpoint of a destination.</summary>
    public async Task<EmulatedResponse> SendAsync(RunningPod source, EmulatedRequest request, RequestRoute route, string ns, CancellationToken cancellationToken)
    {
        if (HostNames.Service(route.Host, ns) is not { } service || Cache.Get("", "services", service.Namespace, service.Name) is null)
        {
            return source.HasProxy && _policies.Config?.AllowsUnknownHosts == false
                ? EmulatedResponse.FromProxy(502, "", "UH")
                : throw NetworkException.NoSuchHost(route.Host);
        }

        var destinationRule = DestinationRules.Find(Cache, service);
        var endpoints = Endpoints(service, route.Port).Where(endpoint => DestinationRules.InSubset(destinationRule, route.Subset, endpoint.Pod)).ToList();
        if (endpoints.Count == 0)
        {
            return source.HasProxy
                ? Refuse(source, service, request, EmulatedResponse.FromProxy(503, "no healthy upstream", "UH"))
                : throw NetworkException.Refused(string.Create(CultureInfo.InvariantCulture, $"{route.Host}:{route.Port}"));
        }

        using var slot = _limits.TryEnter(service, destinationRule, route.Subset);
        if (slot is null)
        {
            return Refuse(source, service, request, EmulatedResponse.FromProxy(503, "upstream connect error or disconnect/reset before headers. reset reason: overflow", "UO"));
        }

        var turn = _turns.AddOrUpdate($"{service.Namespace}/{service.Name}/{route.Subset}", 0, static (_, turn) => turn + 1);
        return await DeliverAsync(source, request, service, destinationRule, route.Subset, endpoints[turn % endpoints.Count], cancellationToken).ConfigureAwait(false);
    }

    private async Task<EmulatedResponse> DeliverAsync(
        RunningPod source, EmulatedRequest request, (string Namespace, string Name) service, JsonObject? destinationRule, string? subset,
        ServiceEndpoint endpoint, CancellationToken cancellationToken)
    {
        var destination = endpoint.Pod;
        var mutual = source.HasProxy && destination.HasSidecar && DestinationRules.UsesMutualTls(destinationRule, subset);
        var address = string.Create(CultureInfo.InvariantCulture, $"{destination.Ip}:{endpoint.Port}");
        if (destination.HasSidecar && !mutual && _policies.RequiresMutualTls(destination, endpoint.Port))
        {
            return source.HasProxy
                ? Refuse(source, service, request, EmulatedResponse.FromProxy(503, "upstream connect error or disconnect/reset before headers. reset reason: connection termination", "UC"))
                : throw NetworkException.Reset(address);
        }

        if (destination.Listener(endpoint.Port) is not { } listener)
        {
            return source.HasProxy
                ? Refuse(source, service, request, EmulatedResponse.FromProxy(
                    503, "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused", "UF"))
                : throw NetworkException.Refused(address);
        }

        request = request with { SourceAddress = source.Ip, SourcePrincipal = mutual ? source.Principal : null };
        var stamp = Clock.Time.GetTimestamp();
        var started = Clock.UtcNow;
        var trace = destination.HasSidecar ? _telemetry.Enter(destination, request) : null;
        var inbound = trace?.Write(request) ?? request;
        var response = destination.HasSidecar && !AuthorizationEvaluator.Allows(_policies.Authorization(destination), inbound, endpoint.Port)
            ? EmulatedResponse.FromProxy(403, "RBAC: access denied", "-")
            : await listener.Behavior.HandleAsync(inbound, endpoint.Port, cancellationToken).ConfigureAwait(false);
        var duration = _telemetry.Elapsed(stamp);
        MeshTelemetry.Count(source, "source", source, destination, service, mutual, request, response, duration);
        if (destination.HasSidecar)
        {
            MeshTelemetry.Count(destination, "destination", source.HasProxy ? source : null, destination, service, mutual, request, response, duration);
            _telemetry.Log(destination, inbound, response, duration, address);
            var operation = string.Create(CultureInfo.InvariantCulture, $"{HostNames.Full(service.Namespace, service.Name)}:{endpoint.Port}/*");
            await _telemetry.ReportAsync(destination, trace, "SERVER", operation, started, duration, inbound, response, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    private async Task<EmulatedResponse> TryAsync(
        RunningPod source, EmulatedRequest request, JsonObject route, RequestRoute target, string ns, CancellationToken cancellationToken)
    {
        var attempts = 1 + (int)(route.At("retries.attempts").AsInteger() ?? 2);
        var retryOn = route.At("retries.retryOn").AsText() ?? "connect-failure,refused-stream,unavailable,cancelled";
        var timeout = RouteActions.Duration(route.Text("timeout"));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout is { } value && Clock.Scale > 0)
        {
            limit.CancelAfter(Clock.ToWallClock(value));
        }

        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var response = await SendAsync(source, request, target, ns, limit.Token).ConfigureAwait(false);
                if (attempt >= attempts || !RouteActions.IsRetriable(response, retryOn))
                {
                    return response;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return EmulatedResponse.FromProxy(504, "upstream request timeout", "UT");
        }
        catch (NetworkException ex) when (source.HasProxy)
        {
            return EmulatedResponse.FromProxy(503, ex.Message, "UF");
        }
    }

    private static EmulatedResponse Refuse(RunningPod source, (string Namespace, string Name) service, EmulatedRequest request, EmulatedResponse response)
    {
        MeshTelemetry.Count(source, "source", source, null, service, false, request, response, TimeSpan.Zero);
        return response;
    }

    private JsonObject? FindVirtualService((string Namespace, string Name) service) => Cache.List("networking.istio.io", "virtualservices")
        .FirstOrDefault(item =>
            (item.At("spec.gateways") is not JsonArray { Count: > 0 } gateways || gateways.Texts().Contains("mesh"))
            && (item.At("spec.hosts") as JsonArray).Texts().Any(host => HostNames.SameService(host, item.Namespace()!, service)));

    private JsonObject? PickDestination(JsonObject route)
    {
        var destinations = route.Array("route").Objects().ToList();
        var total = destinations.Sum(destination => destination.Integer("weight") ?? 0);
        if (destinations.Count <= 1 || total == 0)
        {
            return destinations.FirstOrDefault();
        }

        var draw = Draw() * total;
        foreach (var destination in destinations)
        {
            draw -= destination.Integer("weight") ?? 0;
            if (draw < 0)
            {
                return destination;
            }
        }

        return destinations[^1];
    }

    private int DefaultPort(string? host, string ns, int fallback)
    {
        var ports = host is not null && HostNames.Service(host, ns) is { } service && Cache.Get("", "services", service.Namespace, service.Name) is { } json
            ? ServicePorts.Of(json).ToList()
            : [];
        return ports.Count == 1 ? (int)(ports[0].Integer("port") ?? fallback) : fallback;
    }

    private bool Happens(JsonNode? percentage, bool configured) =>
        configured && Draw() * 100 < (percentage is null ? 100 : MeshConfig.Number(percentage["value"]) ?? 0);

    private double Draw()
    {
        lock (_gate)
        {
            return _random.NextDouble();
        }
    }
}
