using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Verification;

/// <summary>An HTTP client into a Service of the cluster, through the API server's port-forwarding.</summary>
internal sealed class ServiceClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _service;

    private ServiceClient(HttpClient http, string service)
    {
        _http = http;
        _service = service;
    }

    public static ServiceClient Create(KubernetesClient client, string ns, string service, string port) => new(
        new HttpClient(client.CreateServiceHandler(ns, service, port), disposeHandler: true)
        {
            BaseAddress = new Uri($"http://{service}.{ns}.svc:{port}"),
            Timeout = TimeSpan.FromSeconds(30),
        },
        $"{ns}/{service}:{port}");

    public async Task<JsonObject> GetJsonAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode && JsonNode.Parse(body) is JsonObject json
            ? json
            : throw new LifecycleException($"The Service '{_service}' answered {(int)response.StatusCode}: {body[..Math.Min(200, body.Length)]}")
            {
                IsTransient = (int)response.StatusCode >= 500,
            };
    }

    public void Dispose() => _http.Dispose();
}
