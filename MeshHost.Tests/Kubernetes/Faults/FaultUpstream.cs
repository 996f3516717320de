using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>The API server behind a <see cref="FaultProxy"/>.</summary>
internal sealed class FaultUpstream(Uri server, HttpMessageInvoker invoker, Func<Task> restart, Action compact)
{
    public Task RestartAsync() => restart();

    public void Compact() => compact();

    public async Task<HttpResponseMessage> SendAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellationToken);
        using HttpRequestMessage message = new(new HttpMethod(request.Method), new Uri(server, request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
        {
            Version = HttpVersion.Version20,
            Content = body.Length == 0 ? null : new ByteArrayContent(body.ToArray()),
        };
        if (message.Content is { } content && request.ContentType is { } type)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        message.Headers.TryAddWithoutValidation("Accept", request.Headers.Accept.ToString());
        return await invoker.SendAsync(message, cancellationToken);
    }
}
