using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>Writes what the proxies on both sides of a request count, log and trace.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="policies">The settings of the mesh.</param>
internal sealed class MeshTelemetry(ClusterRuntime cluster, MeshPolicies policies)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(cluster.Context.Seed);

    private TimeProvider Time => cluster.Context.Clock.Time;

    public string NewId(int digits)
    {
        lock (_gate)
        {
            return string.Concat(Enumerable.Range(0, digits / 8).Select(_ => _random.NextInt64(1, 1L << 32).ToString("x8", CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>The trace that a request belongs to: the one it brings along, or a new one by the proxy's sampling.</summary>
    public TraceContext? Enter(RunningPod proxy, EmulatedRequest request)
    {
        if (TraceContext.Read(request) is { } existing)
        {
            return existing.Child(NewId(16));
        }

        if (proxy.Proxy?.Tracing(policies) is not { } settings)
        {
            return null;
        }

        bool sampled;
        lock (_gate)
        {
            sampled = _random.NextDouble() * 100 < settings.Sampling;
        }

        return new TraceContext(NewId(32), NewId(16), null, sampled);
    }

    /// <summary>Counts a request on one side.</summary>
    public static void Count(
        RunningPod? reporter, string side, RunningPod? source, RunningPod? destination, (string Namespace, string Name)? service, bool mutualTls,
        EmulatedRequest request, EmulatedResponse response, TimeSpan duration)
    {
        if (reporter?.Proxy is not { } proxy)
        {
            return;
        }

        var from = WorkloadIdentity.Of(source);
        var to = WorkloadIdentity.Of(destination);
        var serviceHost = service is { } named ? HostNames.Full(named.Namespace, named.Name) : request.Host;
        proxy.Statistics.Record(
            new KeyValuePair<string, string>[]
            {
                new("reporter", side),
                new("source_workload", from.Workload),
                new("source_canonical_service", from.App),
                new("source_canonical_revision", from.Version),
                new("source_workload_namespace", from.Namespace),
                new("source_principal", mutualTls && source is not null ? source.Principal : "unknown"),
                new("source_app", from.App),
                new("source_version", from.Version),
                new("source_cluster", source is null ? "unknown" : "Kubernetes"),
                new("destination_workload", to.Workload),
                new("destination_workload_namespace", to.Namespace),
                new("destination_principal", mutualTls && destination is not null ? destination.Principal : "unknown"),
                new("destination_app", to.App),
                new("destination_version", to.Version),
                new("destination_service", serviceHost),
                new("destination_canonical_service", to.App),
                new("destination_canonical_revision", to.Version),
                new("destination_service_name", service?.Name ?? request.Host),
                new("destination_service_namespace", service?.Namespace ?? "unknown"),
                new("destination_cluster", destination is null ? "unknown" : "Kubernetes"),
                new("request_protocol", "http"),
                new("response_code", response.Status.ToString(CultureInfo.InvariantCulture)),
                new("grpc_response_status", ""),
                new("response_flags", response.Flags),

                // The sender's proxy doesn't know what the receiver saw of the connection.
                new("connection_security_policy", side == "source" ? "unknown" : mutualTls ? "mutual_tls" : "none"),
            },
            duration, request.Body.Length, response.Body.Length);
    }

    /// <summary>Writes a proxy's line of the access log.</summary>
    public void Log(RunningPod proxy, EmulatedRequest request, EmulatedResponse response, TimeSpan duration, string upstream)
    {
        if (proxy.Containers.FirstOrDefault(container => container.Behavior is ProxyBehavior) is { } container)
        {
            container.Log.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"[{Time.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}] \"{request.Method} {request.Path}{request.Query} HTTP/1.1\" {response.Status} {response.Flags} "
                + $"via_upstream - \"-\" {request.Body.Length} {response.Body.Length} {(long)duration.TotalMilliseconds} - \"-\" \"{request.Header("user-agent") ?? "-"}\" "
                + $"\"{request.Header("x-request-id") ?? "-"}\" \"{request.Host}\" \"{upstream}\""));
        }
    }

    /// <summary>Reports a span to the collector that the proxy is configured with.</summary>
    public async Task ReportAsync(
        RunningPod proxy, TraceContext? trace, string kind, string operation, DateTimeOffset started, TimeSpan duration,
        EmulatedRequest request, EmulatedResponse response, CancellationToken cancellationToken)
    {
        if (trace is not { Sampled: true } || proxy.Proxy?.Tracing(policies) is not { } settings)
        {
            return;
        }

        var identity = WorkloadIdentity.Of(proxy);
        var span = new JsonObject
        {
            ["traceId"] = trace.TraceId,
            ["id"] = trace.SpanId,
            ["kind"] = kind,
            ["name"] = operation,
            ["timestamp"] = started.ToUnixTimeMilliseconds() * 1000 + started.Microsecond,
            ["duration"] = Math.Max(1, (long)(duration.Ticks / TimeSpan.TicksPerMicrosecond)),
            ["localEndpoint"] = new JsonObject { ["serviceName"] = identity.TraceService, ["ipv4"] = proxy.Ip },
            ["tags"] = new JsonObject
            {
                ["component"] = "proxy",
                ["http.method"] = request.Method,
                ["http.protocol"] = "HTTP/1.1",
                ["http.status_code"] = response.Status.ToString(CultureInfo.InvariantCulture),
                ["http.url"] = $"{request.Scheme}://{request.Host}{request.Path}",
                ["guid:x-request-id"] = request.Header("x-request-id") ?? "",
                ["istio.canonical_service"] = identity.App,
                ["istio.canonical_revision"] = identity.Version,
                ["istio.namespace"] = identity.Namespace,
                ["node_id"] = $"{(proxy.Proxy.IsGateway ? "router" : "sidecar")}~{proxy.Ip}~{proxy.Name}.{proxy.Namespace}~{proxy.Namespace}.svc.cluster.local",
                ["response_flags"] = response.Flags,
                ["response_size"] = response.Body.Length.ToString(CultureInfo.InvariantCulture),
            },
        };
        if (trace.ParentId is { } parent)
        {
            span["parentId"] = parent;
        }

        if (response.Status >= 500)
        {
            span["tags"]!["error"] = "true";
        }

        await SendAsync(proxy, settings.Collector, span, cancellationToken).ConfigureAwait(false);
    }

    public TimeSpan Elapsed(long started) => Time.GetElapsedTime(started);

    /// <summary>Spans that nobody takes are lost, as with Envoy: tracing never fails a request.</summary>
    private async Task SendAsync(RunningPod proxy, string collector, JsonObject span, CancellationToken cancellationToken)
    {
        var colon = collector.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(collector[(colon + 1)..], CultureInfo.InvariantCulture, out var port)
            || HostNames.Service(collector[..colon], proxy.Namespace) is not { } service
            || cluster.Mesh.Endpoints(service, port) is not [var endpoint, ..]
            || endpoint.Pod.Listener(endpoint.Port) is not { } listener)
        {
            return;
        }

        var request = new EmulatedRequest
        {
            Method = "POST",
            Host = collector[..colon],
            Path = "/api/v2/spans",
            Body = System.Text.Encoding.UTF8.GetBytes(new JsonArray(span).ToJson()),
        };
        await listener.Behavior.HandleAsync(request, endpoint.Port, cancellationToken).ConfigureAwait(false);
    }
}
