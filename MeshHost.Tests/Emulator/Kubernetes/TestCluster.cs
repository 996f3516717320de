using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;

namespace MeshHost.Tests.Emulator.Kubernetes;

/// <summary>An API server of its own for each test, and a client that trusts its certificate authority only.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly HttpClient _http;

    private TestCluster(ClusterApiServer server)
    {
        Server = server;
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(server.CertificateAuthorityPem);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        _http = new HttpClient(handler) { BaseAddress = server.Endpoint, DefaultRequestVersion = HttpVersion.Version20 };
    }

    public ClusterApiServer Server { get; }

    public IClusterApi Api => Server.Api;

    public HttpClient Http => _http;

    public static async Task<TestCluster> StartAsync(IPodNetwork? network = null)
    {
        var server = new ClusterApiServer(new ClusterApiServerOptions { ClusterName = "test" }) { PodNetwork = network };
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new TestCluster(server);
    }

    public static JsonObject Json(string yamlLikeJson) => (JsonObject)JsonNode.Parse(yamlLikeJson)!;

    public static JsonObject ConfigMap(string name, string key = "a", string value = "b") =>
        Json($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"{{{key}}}":"{{{value}}}"}}""");

    public static JsonObject Deployment(string name, string image = "nginx:1", int replicas = 1) => Json($$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},"spec":{"replicas":{{{replicas}}},
         "selector":{"matchLabels":{"app":"{{{name}}}"}},"template":{"metadata":{"labels":{"app":"{{{name}}}"}},
         "spec":{"containers":[{"name":"c","image":"{{{image}}}","ports":[{"containerPort":80}]}]} } } }
        """);

    public async Task<Answer> SendAsync(string method, string path, JsonNode? body = null, string contentType = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Version = HttpVersion.Version20 };
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.ToList() : [];
        return new Answer((int)response.StatusCode, text, warnings);
    }

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> PostAsync(string path, JsonNode body) => SendAsync("POST", path, body);

    public Task<Answer> ApplyAsync(string path, JsonNode body, string manager, bool force = false) =>
        SendAsync("PATCH", $"{path}?fieldManager={manager}&force={(force ? "true" : "false")}", body, "application/apply-patch+yaml");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
