using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Mesh;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>Kiali: status, authentication, namespaces, and the graph that it draws from Prometheus.</summary>
/// <param name="container">The container.</param>
internal sealed class KialiBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private const string GraphQuery =
        "sum(istio_requests_total{reporter=\"destination\"}) by (source_workload, source_workload_namespace, destination_workload, destination_workload_namespace, destination_service_name, connection_security_policy)";

    public override TimeSpan StartupTime => TimeSpan.FromSeconds(3);

    public override bool Listens(int port) => port is 20001 or 9090;

    private JsonNode? Configuration
    {
        get
        {
            var map = (Container.Pod.Json.At("spec.volumes") as JsonArray).Objects().Select(volume => volume.At("configMap.name").AsText()).OfType<string>()
                .Select(name => Cluster.Context.Cache.Get("", "configmaps", Container.Namespace, name)).FirstOrDefault(map => map.Object("data")?["config.yaml"] is not null);
            return YamlDocument.Parse(map.Object("data").Text("config.yaml"));
        }
    }

    private string Strategy => Configuration.At("auth.strategy").AsText() ?? "token";

    public override async Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken)
    {
        var root = (Configuration.At("server.web_root").AsText() ?? "/").TrimEnd('/');
        var path = request.Path;
        if (root.Length > 0 && path.StartsWith(root, StringComparison.Ordinal))
        {
            path = path[root.Length..];
        }
        else if (path.StartsWith("/kiali", StringComparison.Ordinal))
        {
            path = path["/kiali".Length..];
        }

        switch (path)
        {
            case "/healthz" or "/api/healthz" or "/api":
                return EmulatedResponse.Text("");
            case "/metrics":
                return EmulatedResponse.Text("# TYPE kiali_up gauge\nkiali_up 1\n", 200, "text/plain; version=0.0.4");
            case "/api/status":
                return EmulatedResponse.Json(Status());
            case "/api/auth/info":
                return EmulatedResponse.Json(new JsonObject { ["strategy"] = Strategy, ["sessionInfo"] = new JsonObject() });
        }

        if (!path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return EmulatedResponse.Html("<!doctype html><html><head><title>Kiali</title></head><body><div id=\"root\"></div></body></html>");
        }

        // Any token of the cluster signs in, as Kiali leaves the decision to the API server; without one there is nothing to see.
        if (Strategy != "anonymous" && request.Header("Authorization")?.StartsWith("Bearer ", StringComparison.Ordinal) != true)
        {
            return EmulatedResponse.Json(new JsonObject { ["error"] = "user does not have a valid session" }, 401);
        }

        return path switch
        {
            "/api/namespaces" => EmulatedResponse.Json(Namespaces()),
            "/api/namespaces/graph" => await GraphAsync(request, cancellationToken).ConfigureAwait(false),
            _ => EmulatedResponse.Json(new JsonObject { ["error"] = $"{path} is not emulated" }, 404),
        };
    }

    private JsonObject Status() => new()
    {
        ["status"] = new JsonObject { ["Kiali version"] = ImageName.Parse(Container.Image).Tag, ["Kiali state"] = "running" },
        ["externalServices"] = new JsonArray([.. ((string[])["prometheus", "grafana", "tracing"]).Select(name =>
            (JsonNode)new JsonObject { ["name"] = name, ["url"] = Configuration.At($"external_services.{name}.url").AsText() ?? Configuration.At($"external_services.{name}.internal_url").AsText() ?? "" })]),
        ["warningMessages"] = new JsonArray(),
        ["istioEnvironment"] = new JsonObject { ["isMaistra"] = false },
    };

    private JsonArray Namespaces() => new([.. Cluster.Context.Cache.List("", "namespaces").Select(ns => (JsonNode)new JsonObject
    {
        ["name"] = ns.Name(),
        ["cluster"] = "Kubernetes",
        ["isControlPlane"] = ns.Name() == Cluster.Mesh.Policies.RootNamespace,
        ["labels"] = PodState.Labels(ns)?.Copy() ?? [],
    })]);

    private async Task<EmulatedResponse> GraphAsync(EmulatedRequest request, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(Configuration.At("external_services.prometheus.url").AsText() ?? "http://prometheus.istio-system:9090", UriKind.Absolute, out var url))
        {
            return EmulatedResponse.Json(new JsonObject { ["error"] = "external_services.prometheus.url is not a URL" }, 500);
        }

        EmulatedResponse answer;
        try
        {
            answer = await Cluster.Mesh.CallAsync(
                Container.Pod, new EmulatedRequest { Path = "/api/v1/query", Query = "?query=" + Uri.EscapeDataString(GraphQuery) }, url.Host, url.Port, cancellationToken).ConfigureAwait(false);
        }
        catch (NetworkException ex)
        {
            return EmulatedResponse.Json(new JsonObject { ["error"] = $"Prometheus is not reachable: {ex.Message}" }, 503);
        }

        var wanted = (request.QueryParameters.GetValueOrDefault("namespaces") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var nodes = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var edges = new JsonArray();
        foreach (var series in (JsonNode.Parse(answer.Body.Span).At("data.result") as JsonArray).Objects())
        {
            var metric = series.Object("metric");
            if (wanted.Length > 0 && !wanted.Contains(metric.Text("destination_workload_namespace")))
            {
                continue;
            }

            var source = Node(nodes, metric.Text("source_workload"), metric.Text("source_workload_namespace"));
            var target = Node(nodes, metric.Text("destination_workload"), metric.Text("destination_workload_namespace"));
            edges.Add(new JsonObject
            {
                ["data"] = new JsonObject
                {
                    ["id"] = PodTemplates.Hash(metric),
                    ["source"] = source,
                    ["target"] = target,
                    ["isMTLS"] = metric.Text("connection_security_policy") == "mutual_tls" ? "100" : "0",
                    ["traffic"] = new JsonObject { ["protocol"] = "http" },
                },
            });
        }

        return EmulatedResponse.Json(new JsonObject
        {
            ["timestamp"] = Cluster.Context.Clock.UtcNow.ToUnixTimeSeconds(),
            ["graphType"] = "workload",
            ["elements"] = new JsonObject { ["nodes"] = new JsonArray([.. nodes.Values.Select(node => (JsonNode)new JsonObject { ["data"] = node })]), ["edges"] = edges },
        });
    }

    private static string Node(Dictionary<string, JsonObject> nodes, string? workload, string? ns)
    {
        var key = $"{ns}/{workload}";
        if (!nodes.TryGetValue(key, out var node))
        {
            nodes[key] = node = new JsonObject { ["id"] = PodTemplates.Hash(JsonValue.Create(key)), ["nodeType"] = "workload", ["workload"] = workload, ["namespace"] = ns };
        }

        return node.Text("id")!;
    }
}
