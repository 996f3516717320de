using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>Jaeger all-in-one with its storage in memory: takes Zipkin spans, answers the query API.</summary>
/// <param name="container">The container.</param>
internal sealed class JaegerBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private const int QueryPort = 16686;
    private const int AdminPort = 14269;
    private const int MaximumTraces = 5000;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<JsonObject>> _traces = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public override bool Listens(int port) => port is QueryPort or 16685 or AdminPort or 9411 or 14250 or 14268 or 4317 or 4318 or 5778;

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) =>
        Task.FromResult(request.Path switch
        {
            // Spans of either kind of provider arrive in the same form: what Envoy encodes them as is not visible to anybody.
            "/api/v2/spans" when port is 9411 or 4317 or 4318 => Collect(request),
            "/status" or "/" when port == AdminPort => EmulatedResponse.Json(new JsonObject { ["status"] = "Server available" }),
            "/metrics" when port == AdminPort => EmulatedResponse.Text($"jaeger_collector_traces_received_total {_traces.Count.ToString(CultureInfo.InvariantCulture)}\n"),
            _ when port == QueryPort => Query(request),
            _ => EmulatedResponse.NotFound(),
        });

    private EmulatedResponse Collect(EmulatedRequest request)
    {
        JsonNode? spans;
        try
        {
            spans = JsonNode.Parse(request.Body.Span);
        }
        catch (JsonException ex)
        {
            return EmulatedResponse.Text(ex.Message, 400);
        }

        foreach (var span in (spans as JsonArray).Objects())
        {
            var id = span.Text("traceId") ?? "";
            _traces.GetOrAdd(id, id =>
            {
                _order.Enqueue(id);
                return new ConcurrentQueue<JsonObject>();
            }).Enqueue(span);
        }

        while (_order.Count > MaximumTraces && _order.TryDequeue(out var oldest))
        {
            _traces.TryRemove(oldest, out _);
        }

        return new EmulatedResponse { Status = 202 };
    }

    private EmulatedResponse Query(EmulatedRequest request)
    {
        // The query service can be served below a base path.
        var basePath = (Container.Argument("query.base-path") ?? Container.Environment("QUERY_BASE_PATH") ?? "").TrimEnd('/');
        var path = basePath.Length > 0 && request.Path.StartsWith(basePath, StringComparison.Ordinal) ? request.Path[basePath.Length..] : request.Path;
        var segments = path.Trim('/').Split('/');
        return segments switch
        {
            ["api", "services"] => List(Services()),
            ["api", "services", var service, "operations"] => List(Operations(Uri.UnescapeDataString(service))),
            ["api", "operations"] => List(Operations(request.QueryParameters.GetValueOrDefault("service") ?? "")),
            ["api", "traces"] => Find(request.QueryParameters),
            ["api", "traces", var id] => _traces.TryGetValue(id, out var spans)
                ? Answer([Trace(id, spans)])
                : Error(404, "trace not found"),
            ["api", "dependencies"] => EmulatedResponse.Json(new JsonObject { ["data"] = Dependencies(), ["total"] = 0, ["limit"] = 0, ["offset"] = 0, ["errors"] = null }),
            ["api", ..] => EmulatedResponse.NotFound(),
            _ => EmulatedResponse.Html("<!doctype html><html><head><title>Jaeger UI</title></head><body><div id=\"jaeger-ui-root\"></div></body></html>"),
        };
    }

    private EmulatedResponse Find(IReadOnlyDictionary<string, string> parameters)
    {
        if (parameters.GetValueOrDefault("service") is not { Length: > 0 } service)
        {
            return Error(400, "parameter 'service' is required");
        }

        var limit = int.TryParse(parameters.GetValueOrDefault("limit"), CultureInfo.InvariantCulture, out var number) ? number : 20;
        var operation = parameters.GetValueOrDefault("operation");
        var start = long.TryParse(parameters.GetValueOrDefault("start"), CultureInfo.InvariantCulture, out var from) ? from : long.MinValue;
        var end = long.TryParse(parameters.GetValueOrDefault("end"), CultureInfo.InvariantCulture, out var to) ? to : long.MaxValue;
        return Answer(_traces
            .Where(trace => trace.Value.Any(span => ServiceOf(span) == service
                && (operation is null || span.Text("name") == operation)
                && span.Integer("timestamp") is { } at && at >= start && at <= end))
            .OrderByDescending(trace => trace.Value.Min(span => span.Integer("timestamp")))
            .Take(limit)
            .Select(trace => Trace(trace.Key, trace.Value)));
    }

    private IEnumerable<string> Services() => _traces.Values.SelectMany(spans => spans).Select(ServiceOf).Distinct().Order(StringComparer.Ordinal);

    private IEnumerable<string> Operations(string service) => _traces.Values.SelectMany(spans => spans)
        .Where(span => ServiceOf(span) == service).Select(span => span.Text("name") ?? "").Distinct().Order(StringComparer.Ordinal);

    private JsonArray Dependencies()
    {
        var calls = new Dictionary<(string Parent, string Child), int>();
        foreach (var spans in _traces.Values)
        {
            var byId = spans.GroupBy(span => span.Text("id") ?? "").ToDictionary(group => group.Key, group => group.First());
            foreach (var span in spans)
            {
                if (span.Text("parentId") is { } parentId && byId.TryGetValue(parentId, out var parent) && ServiceOf(parent) != ServiceOf(span))
                {
                    var key = (ServiceOf(parent), ServiceOf(span));
                    calls[key] = calls.GetValueOrDefault(key) + 1;
                }
            }
        }

        return new JsonArray([.. calls.Select(call => (JsonNode)new JsonObject { ["parent"] = call.Key.Parent, ["child"] = call.Key.Child, ["callCount"] = call.Value })]);
    }

    private static string ServiceOf(JsonObject span) => span.At("localEndpoint.serviceName").AsText() ?? "";

    private static JsonObject Trace(string id, IEnumerable<JsonObject> spans)
    {
        var processes = new Dictionary<string, string>(StringComparer.Ordinal);
        var converted = new JsonArray();
        foreach (var span in spans.OrderBy(span => span.Integer("timestamp")))
        {
            var service = ServiceOf(span);
            if (!processes.TryGetValue(service, out var process))
            {
                processes[service] = process = string.Create(CultureInfo.InvariantCulture, $"p{processes.Count + 1}");
            }

            converted.Add(Convert(id, span, process));
        }

        return new JsonObject
        {
            ["traceID"] = id,
            ["spans"] = converted,
            ["processes"] = new JsonObject(processes.Select(item => KeyValuePair.Create<string, JsonNode?>(
                item.Value, new JsonObject { ["serviceName"] = item.Key, ["tags"] = new JsonArray() }))),
            ["warnings"] = null,
        };
    }

    private static JsonObject Convert(string id, JsonObject span, string process)
    {
        var references = new JsonArray();
        if (span.Text("parentId") is { } parent)
        {
            references.Add(new JsonObject { ["refType"] = "CHILD_OF", ["traceID"] = id, ["spanID"] = parent });
        }

        var tags = new JsonArray([.. (span.Object("tags") ?? []).Select(tag => (JsonNode)Tag(tag.Key, tag.Value.AsText() ?? ""))]);
        tags.Add(Tag("span.kind", span.Text("kind")?.ToLowerInvariant() ?? "internal"));
        return new JsonObject
        {
            ["traceID"] = id,
            ["spanID"] = span.Text("id"),
            ["operationName"] = span.Text("name"),
            ["references"] = references,
            ["startTime"] = span.Integer("timestamp"),
            ["duration"] = span.Integer("duration"),
            ["tags"] = tags,
            ["logs"] = new JsonArray(),
            ["processID"] = process,
            ["warnings"] = null,
        };
    }

    private static JsonObject Tag(string key, string value) => new() { ["key"] = key, ["type"] = "string", ["value"] = value };

    private static EmulatedResponse List(IEnumerable<string> items)
    {
        var data = new JsonArray([.. items.Select(item => (JsonNode)item)]);
        return EmulatedResponse.Json(new JsonObject { ["data"] = data, ["total"] = data.Count, ["limit"] = 0, ["offset"] = 0, ["errors"] = null });
    }

    private static EmulatedResponse Answer(IEnumerable<JsonObject> traces) => EmulatedResponse.Json(new JsonObject
    {
        ["data"] = new JsonArray([.. traces.Select(trace => (JsonNode)trace)]),
        ["total"] = 0,
        ["limit"] = 0,
        ["offset"] = 0,
        ["errors"] = null,
    });

    private static EmulatedResponse Error(int status, string message) => EmulatedResponse.Json(new JsonObject
    {
        ["data"] = null,
        ["total"] = 0,
        ["limit"] = 0,
        ["offset"] = 0,
        ["errors"] = new JsonArray(new JsonObject { ["code"] = status, ["msg"] = message }),
    }, status);
}
