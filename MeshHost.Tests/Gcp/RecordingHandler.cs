using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshHost.Tests.Gcp;

/// <summary>Stands in for Google's servers: keeps what was asked and answers what the test says.</summary>
internal sealed class RecordingHandler(Func<RecordedRequest, HttpResponseMessage>? respond = null) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<RecordedRequest> _requests = [];

    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(int code, string message, string? reason = null, string? status = null, string? details = null) =>
        Json(new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = code,
                ["message"] = message,
                ["status"] = status,
                ["errors"] = reason is null ? null : new JsonArray(new JsonObject { ["reason"] = reason, ["domain"] = "global", ["message"] = message }),
                ["details"] = details is null ? null : JsonNode.Parse(details),
            },
        }.ToJsonString(), (HttpStatusCode)code);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var recorded = new RecordedRequest(request.Method.Method, request.RequestUri!, body, request.Headers.Authorization?.ToString());
        lock (_gate)
        {
            _requests.Add(recorded);
        }

        var response = respond?.Invoke(recorded) ?? Json("""{"name":"operation-1-2","status":"DONE","done":true,"id":"1"}""");
        response.RequestMessage = request;
        return response;
    }
}
