using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Mesh;
using MeshHost.Emulator.Monitoring.Query;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>A Prometheus server: scrapes what its monitors select, answers its query API.</summary>
/// <param name="container">The container.</param>
internal sealed class PrometheusBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);

    private readonly SeriesStore _store = new();
    private readonly TargetDiscovery _discovery = new(container.Cluster);
    private readonly Lock _gate = new();
    private Task _scraping = Task.CompletedTask;
    private IReadOnlyList<(ScrapeTarget Target, string? Error)> _targets = [];

    public override bool Listens(int port) => port == 9090;

    private EmulatorClock Clock => Cluster.Context.Clock;

    private JsonObject? Owner => Container.Pod.Labels.Text("operator.prometheus.io/name") is { } name
        ? Cluster.Context.Cache.Get("monitoring.coreos.com", "prometheuses", Container.Namespace, name)
        : null;

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Container.Log.Write("level=info msg=\"Server is ready to receive web requests.\"");
        while (!cancellationToken.IsCancellationRequested)
        {
            var interval = RouteActions.Duration(Owner.At("spec.scrapeInterval").AsText()) ?? s_interval;
            await Task.Delay(Clock.Interval(interval, TimeSpan.FromSeconds(1)), Clock.Time, cancellationToken).ConfigureAwait(false);
            await ScrapeAsync(cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    public override async Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken)
    {
        var parameters = request.Method == "POST" ? request.Parameters : request.QueryParameters;
        switch (request.Path)
        {
            case "/-/ready" or "/-/healthy":
                return EmulatedResponse.Text("Prometheus Server is Ready.\n");
            case "/metrics":
                return EmulatedResponse.Text("# TYPE prometheus_build_info gauge\nprometheus_build_info{version=\"emulated\"} 1\n", 200, "text/plain; version=0.0.4");
            case "/api/v1/status/buildinfo":
                return Success(new JsonObject { ["version"] = ImageName.Parse(Container.Image).Tag.TrimStart('v'), ["revision"] = "", ["branch"] = "", ["buildUser"] = "", ["buildDate"] = "", ["goVersion"] = "" });
            case "/" or "/graph" or "/query":
                return EmulatedResponse.Html("<!doctype html><html><head><title>Prometheus Time Series Collection and Processing Server</title></head><body></body></html>");
        }

        // In compressed time nobody can wait for the next scrape: a question scrapes first.
        await ScrapeAsync(cancellationToken).ConfigureAwait(false);
        return request.Path switch
        {
            "/api/v1/query" => Query(parameters),
            "/api/v1/query_range" => QueryRange(parameters),
            "/api/v1/targets" => Success(Targets()),
            "/api/v1/labels" => Success(new JsonArray([.. _store.All.SelectMany(labels => labels.Values.Keys).Distinct().Order(StringComparer.Ordinal).Select(name => (JsonNode)name)])),
            var path when path.StartsWith("/api/v1/label/", StringComparison.Ordinal) && path.EndsWith("/values", StringComparison.Ordinal) => LabelValues(path.Split('/')[4]),
            var path when path.StartsWith("/api/", StringComparison.Ordinal) => Failure(404, "not_found", $"{path} is not emulated"),
            _ => EmulatedResponse.NotFound(),
        };
    }

    private static EmulatedResponse Success(JsonNode data) => EmulatedResponse.Json(new JsonObject { ["status"] = "success", ["data"] = data });

    private static EmulatedResponse Failure(int status, string type, string message) =>
        EmulatedResponse.Json(new JsonObject { ["status"] = "error", ["errorType"] = type, ["error"] = message }, status);

    private EmulatedResponse Query(IReadOnlyDictionary<string, string> parameters)
    {
        try
        {
            var expression = QueryParser.Parse(parameters.GetValueOrDefault("query") ?? "");
            var time = Instant(parameters.GetValueOrDefault("time")) ?? Now();
            var (scalar, vector) = new QueryEvaluator(_store, time).Evaluate(expression);
            return Success(scalar is { } number
                ? new JsonObject { ["resultType"] = "scalar", ["result"] = Point(time, number) }
                : new JsonObject
                {
                    ["resultType"] = "vector",
                    ["result"] = new JsonArray([.. vector.Select(item => (JsonNode)new JsonObject { ["metric"] = Metric(item.Labels), ["value"] = Point(time, item.Value) })]),
                });
        }
        catch (QueryException ex)
        {
            return Failure(400, "bad_data", $"invalid parameter \"query\": {ex.Message}");
        }
    }

    private EmulatedResponse QueryRange(IReadOnlyDictionary<string, string> parameters)
    {
        if (Instant(parameters.GetValueOrDefault("start")) is not { } start || Instant(parameters.GetValueOrDefault("end")) is not { } end
            || Step(parameters.GetValueOrDefault("step")) is not { } step)
        {
            return Failure(400, "bad_data", "invalid parameter \"start\", \"end\" or \"step\"");
        }

        if ((end - start) / step > 11000)
        {
            return Failure(400, "bad_data", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
        }

        try
        {
            var expression = QueryParser.Parse(parameters.GetValueOrDefault("query") ?? "");
            var series = new Dictionary<Labels, JsonArray>();
            for (var time = start; time <= end; time += step)
            {
                var (scalar, vector) = new QueryEvaluator(_store, time).Evaluate(expression);
                foreach (var (labels, value) in scalar is { } number ? [(new Labels([]), number)] : vector)
                {
                    if (!series.TryGetValue(labels, out var points))
                    {
                        series[labels] = points = [];
                    }

                    points.Add(Point(time, value));
                }
            }

            return Success(new JsonObject
            {
                ["resultType"] = "matrix",
                ["result"] = new JsonArray([.. series.Select(item => (JsonNode)new JsonObject { ["metric"] = Metric(item.Key), ["values"] = item.Value })]),
            });
        }
        catch (QueryException ex)
        {
            return Failure(400, "bad_data", $"invalid parameter \"query\": {ex.Message}");
        }
    }

    private EmulatedResponse LabelValues(string name) => Success(new JsonArray([.. _store.All.Select(labels => labels[name]).Where(value => value.Length > 0)
        .Distinct().Order(StringComparer.Ordinal).Select(value => (JsonNode)value)]));

    private JsonObject Targets() => new()
    {
        ["activeTargets"] = new JsonArray([.. _targets.Select(item => (JsonNode)new JsonObject
        {
            ["labels"] = new JsonObject(item.Target.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
            ["scrapePool"] = item.Target.Pool,
            ["scrapeUrl"] = $"http://{item.Target.Pod.Ip}:{item.Target.Port}{item.Target.Path}",
            ["lastError"] = item.Error ?? "",
            ["health"] = item.Error is null ? "up" : "down",
        })]),
        ["droppedTargets"] = new JsonArray(),
    };

    /// <summary>Scrapes everything once. One scrape follows the other, so that samples never go back in time.</summary>
    private Task ScrapeAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _scraping = ScrapeAfterAsync(_scraping, cancellationToken);
        }
    }

    private async Task ScrapeAfterAsync(Task previous, CancellationToken cancellationToken)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Owner is not { } owner)
        {
            return;
        }

        var results = new List<(ScrapeTarget, string?)>();
        foreach (var target in _discovery.Find(owner))
        {
            results.Add((target, await ScrapeAsync(target, cancellationToken).ConfigureAwait(false)));
        }

        _targets = results;
    }

    private async Task<string?> ScrapeAsync(ScrapeTarget target, CancellationToken cancellationToken)
    {
        var time = Now();
        string? error = null;
        if (target.Pod.Listener(target.Port) is not { } listener)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"Get \"http://{target.Pod.Ip}:{target.Port}{target.Path}\": dial tcp {target.Pod.Ip}:{target.Port}: connect: connection refused");
        }
        else if (listener.Behavior is not ProxyBehavior && target.Pod.HasSidecar && !Container.Pod.HasSidecar && Cluster.Mesh.Policies.RequiresMutualTls(target.Pod, target.Port))
        {
            error = "read: connection reset by peer";
        }
        else
        {
            var response = await listener.Behavior.HandleAsync(
                new EmulatedRequest { Path = target.Path, Host = target.Pod.Ip, SourceAddress = Container.Pod.Ip }, target.Port, cancellationToken).ConfigureAwait(false);
            error = response.Status == 200 ? null : $"server returned HTTP status {response.Status}";
            if (error is null)
            {
                foreach (var (labels, value) in ExpositionText.Parse(response.BodyText))
                {
                    // Labels of the target win; a metric's own one of the same name is kept beside it.
                    foreach (var (name, targetValue) in target.Labels)
                    {
                        if (labels.Remove(name, out var own))
                        {
                            labels["exported_" + name] = own;
                        }

                        labels[name] = targetValue;
                    }

                    _store.Append(new Labels(labels), new Sample(time, value));
                }
            }
        }

        var up = new Dictionary<string, string>(target.Labels, StringComparer.Ordinal) { ["__name__"] = "up" };
        _store.Append(new Labels(up), new Sample(time, error is null ? 1 : 0));
        return error;
    }

    private double Now() => Clock.UtcNow.ToUnixTimeMilliseconds() / 1000d;

    private static double? Instant(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds
        : KubernetesTime.Parse(text) is { } instant ? instant.ToUnixTimeMilliseconds() / 1000d : null;

    private static double? Step(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds > 0 ? seconds : null
        : RouteActions.Duration(text) is { TotalSeconds: > 0 } duration ? duration.TotalSeconds : null;

    private static JsonArray Point(double time, double value) => new(time, double.IsPositiveInfinity(value) ? "+Inf" : value.ToString(CultureInfo.InvariantCulture));

    private static JsonObject Metric(Labels labels) => new(labels.Values.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
}
