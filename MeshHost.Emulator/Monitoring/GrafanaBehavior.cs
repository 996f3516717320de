using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Mesh;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>Grafana: login, health, data sources, and the dashboards that its sidecar finds in config maps.</summary>
/// <param name="container">The container.</param>
internal sealed class GrafanaBehavior(ContainerContext container) : ContainerBehavior(container)
{
    public override TimeSpan StartupTime => TimeSpan.FromSeconds(4);

    public override bool Listens(int port) => port == 3000;

    public override async Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken)
    {
        var version = ImageName.Parse(Container.Image).Tag;
        switch (request.Path)
        {
            case "/api/health" or "/healthz":
                return EmulatedResponse.Json(new JsonObject { ["database"] = "ok", ["version"] = version, ["commit"] = "emulated" });
            case "/metrics":
                return EmulatedResponse.Text($"# TYPE grafana_build_info gauge\ngrafana_build_info{{version=\"{version}\"}} 1\n", 200, "text/plain; version=0.0.4");
            case "/login" when request.Method == "POST":
                return Login(request);
            case "/login":
                return EmulatedResponse.Html("<!DOCTYPE html><html><head><title>Grafana</title></head><body class=\"theme-dark app-grafana\"><div id=\"reactRoot\">Welcome to Grafana</div></body></html>");
        }

        if (!IsSignedIn(request))
        {
            return request.Path.StartsWith("/api/", StringComparison.Ordinal)
                ? EmulatedResponse.Json(new JsonObject { ["message"] = "Unauthorized", ["messageId"] = "session.token.missing", ["statusCode"] = 401 }, 401)
                : EmulatedResponse.Redirect("/login");
        }

        return request.Path switch
        {
            "/" => EmulatedResponse.Html("<!DOCTYPE html><html><head><title>Grafana</title></head><body></body></html>"),
            "/api/org" => EmulatedResponse.Json(new JsonObject { ["id"] = 1, ["name"] = "Main Org." }),
            "/api/user" => EmulatedResponse.Json(new JsonObject { ["login"] = Container.Environment("GF_SECURITY_ADMIN_USER") ?? "admin" }),
            "/api/search" => EmulatedResponse.Json(Search(request.QueryParameters.GetValueOrDefault("query") ?? "")),
            "/api/datasources" => EmulatedResponse.Json(DataSources()),
            var path when path.StartsWith("/api/dashboards/uid/", StringComparison.Ordinal) => Dashboard(path["/api/dashboards/uid/".Length..]),
            var path when path.StartsWith("/api/datasources/proxy/", StringComparison.Ordinal) => await ProxyAsync(request, cancellationToken).ConfigureAwait(false),
            _ => EmulatedResponse.Json(new JsonObject { ["message"] = "Not found" }, 404),
        };
    }

    private string Session => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{Container.Pod.Uid}/{Password}")));

    private string User => Container.Environment("GF_SECURITY_ADMIN_USER") ?? "admin";

    private string Password => Container.Environment("GF_SECURITY_ADMIN_PASSWORD") ?? "admin";

    private EmulatedResponse Login(EmulatedRequest request)
    {
        JsonNode? body = null;
        try
        {
            body = JsonNode.Parse(request.Body.Span);
        }
        catch (JsonException)
        {
            // A form instead of JSON.
        }

        var user = body.Text("user") ?? request.Parameters.GetValueOrDefault("user");
        var password = body.Text("password") ?? request.Parameters.GetValueOrDefault("password");
        return user == User && password == Password
            ? EmulatedResponse.Json(new JsonObject { ["message"] = "Logged in", ["redirectUrl"] = "/" }).WithHeader("Set-Cookie", $"grafana_session={Session}; Path=/; HttpOnly; SameSite=Lax")
            : EmulatedResponse.Json(new JsonObject { ["message"] = "Invalid username or password" }, 401);
    }

    private bool IsSignedIn(EmulatedRequest request)
    {
        if (request.Header("Cookie")?.Contains($"grafana_session={Session}", StringComparison.Ordinal) == true)
        {
            return true;
        }

        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        return request.Header("Authorization") == expected;
    }

    /// <summary>The dashboards in the config maps that the sidecar container watches; none without the sidecar.</summary>
    private IEnumerable<JsonObject> Dashboards()
    {
        var sidecar = Container.Pod.Containers.FirstOrDefault(item => item.Image.Contains("k8s-sidecar", StringComparison.Ordinal) && item.Name.Contains("dashboard", StringComparison.Ordinal));
        if (sidecar is null)
        {
            yield break;
        }

        var spec = (Container.Pod.Json.At("spec.containers") as JsonArray).Objects().First(item => item.Text("name") == sidecar.Name);
        string? Variable(string name) => spec.Array("env").Objects().FirstOrDefault(item => item.Text("name") == name).Text("value");
        var label = Variable("LABEL") ?? "grafana_dashboard";
        var value = Variable("LABEL_VALUE");
        var ns = Variable("NAMESPACE") is "ALL" or null ? null : Variable("NAMESPACE");
        foreach (var map in Cluster.Context.Cache.List("", "configmaps", ns))
        {
            if (PodState.Label(map, label) is not { } actual || (!string.IsNullOrEmpty(value) && actual != value))
            {
                continue;
            }

            foreach (var (file, text) in map.Object("data") ?? [])
            {
                if (file.EndsWith(".json", StringComparison.Ordinal) && Parse(text.AsText()) is { } dashboard)
                {
                    dashboard["uid"] ??= PodTemplates.Hash(JsonValue.Create(file));
                    yield return dashboard;
                }
            }
        }
    }

    private static JsonObject? Parse(string? text)
    {
        try
        {
            return JsonNode.Parse(text ?? "") as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JsonArray Search(string query) => new([.. Dashboards()
        .Where(dashboard => dashboard.Text("title")?.Contains(query, StringComparison.OrdinalIgnoreCase) == true)
        .Select(dashboard => (JsonNode)new JsonObject
        {
            ["uid"] = dashboard.Text("uid"),
            ["title"] = dashboard.Text("title"),
            ["type"] = "dash-db",
            ["url"] = $"/d/{dashboard.Text("uid")}/{Uri.EscapeDataString(dashboard.Text("title")!.ToLowerInvariant().Replace(' ', '-'))}",
        })]);

    private EmulatedResponse Dashboard(string uid) => Dashboards().FirstOrDefault(dashboard => dashboard.Text("uid") == uid) is { } found
        ? EmulatedResponse.Json(new JsonObject { ["dashboard"] = found.DeepClone(), ["meta"] = new JsonObject { ["provisioned"] = true } })
        : EmulatedResponse.Json(new JsonObject { ["message"] = "Dashboard not found" }, 404);

    private JsonArray DataSources()
    {
        var id = 0;
        return new JsonArray([.. Cluster.Context.Cache.List("", "configmaps").Where(map => PodState.Label(map, "grafana_datasource") is not null)
            .SelectMany(map => map.Object("data") ?? []).Select(file => YamlDocument.Parse(file.Value.AsText())).SelectMany(document => document.Array("datasources").Objects())
            .Select(source =>
            {
                var copy = source.Copy();
                copy["id"] = ++id;
                return (JsonNode)copy;
            })]);
    }

    /// <summary>Passes a question on to a data source, as panels do: <c>/api/datasources/proxy/uid/{uid}/...</c> or <c>/api/datasources/proxy/{id}/...</c>.</summary>
    private async Task<EmulatedResponse> ProxyAsync(EmulatedRequest request, CancellationToken cancellationToken)
    {
        var segments = request.Path["/api/datasources/proxy/".Length..].Split('/');
        var byUid = segments is ["uid", ..];
        var key = byUid ? segments.ElementAtOrDefault(1) : segments[0];
        var source = DataSources().Objects().FirstOrDefault(item => byUid ? item.Text("uid") == key : item.Integer("id")?.ToString(CultureInfo.InvariantCulture) == key);
        if (source is null || !Uri.TryCreate(source.Text("url"), UriKind.Absolute, out var url))
        {
            return EmulatedResponse.Json(new JsonObject { ["message"] = "Unable to find datasource" }, 404);
        }

        try
        {
            var path = "/" + string.Join('/', segments.Skip(byUid ? 2 : 1));
            return await Cluster.Mesh.CallAsync(Container.Pod, request with { Path = path, Headers = EmulatedRequest.EmptyHeaders }, url.Host, url.Port, cancellationToken).ConfigureAwait(false);
        }
        catch (NetworkException ex)
        {
            return EmulatedResponse.Text(ex.Message, 502);
        }
    }
}
