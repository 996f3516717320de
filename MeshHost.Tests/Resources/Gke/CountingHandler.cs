using System.Collections.Concurrent;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>Passes requests on and keeps what they were.</summary>
internal sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private readonly ConcurrentQueue<string> _requests = new();

    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Requests that change something; the ones that only ask by POST are left out.</summary>
    public IReadOnlyList<string> Changes => [.. _requests.Where(r => !r.StartsWith("GET ", StringComparison.Ordinal)
        && !r.EndsWith(":getIamPolicy", StringComparison.Ordinal) && !r.EndsWith(":testIamPermissions", StringComparison.Ordinal)
        && !r.EndsWith("/wait", StringComparison.Ordinal))];

    public void Clear() => _requests.Clear();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
        return base.SendAsync(request, cancellationToken);
    }
}
