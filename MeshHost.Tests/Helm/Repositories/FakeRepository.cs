using System.Net;

namespace MeshHost.Tests.Helm.Repositories;

/// <summary>Answers requests from a table and remembers them.</summary>
internal sealed class FakeRepository : HttpMessageHandler
{
    public Dictionary<string, Func<HttpRequestMessage, HttpResponseMessage>> Routes { get; } = new(StringComparer.Ordinal);

    public List<(string Url, string? Authorization)> Requests { get; } = [];

    public bool IsDown { get; set; }

    public static HttpResponseMessage Ok(byte[] body, string? entityTag = null)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
        if (entityTag is not null)
        {
            response.Headers.TryAddWithoutValidation("ETag", entityTag);
        }

        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add((request.RequestUri!.AbsoluteUri, request.Headers.Authorization?.ToString()));
        }

        if (IsDown)
        {
            throw new HttpRequestException("the network is down");
        }

        var response = Routes.TryGetValue(request.RequestUri!.AbsoluteUri, out var route) ? route(request) : new HttpResponseMessage(HttpStatusCode.NotFound);
        response.RequestMessage = request;
        return Task.FromResult(response);
    }
}
