using System.Collections.Concurrent;
using MeshHost.Tests.Gcp;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>Passes requests on and keeps what they were.</summary>
internal sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();

    /// <summary>The requests with their bodies.</summary>
    public IReadOnlyList<RecordedRequest> Recorded => [.. _requests];

    /// <summary>The requests as method and path.</summary>
    public IReadOnlyList<string> Requests => [.. _requests.Select(r => $"{r.Method} {r.Uri.AbsolutePath}")];

    /// <summary>Requests that change something; the ones that only ask by POST are left out.</summary>
    public IReadOnlyList<string> Changes => [.. Requests.Where(r => !r.StartsWith("GET ", StringComparison.Ordinal)
        && !r.EndsWith(":getIamPolicy", StringComparison.Ordinal) && !r.EndsWith(":testIamPermissions", StringComparison.Ordinal)
        && !r.EndsWith("/wait", StringComparison.Ordinal))];

    public void Clear() => _requests.Clear();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        _requests.Enqueue(new RecordedRequest(request.Method.Method, request.RequestUri!, body, request.Headers.Authorization?.ToString()));
        return await base.SendAsync(request, cancellationToken);
    }
}
