using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MeshHost.Helm.Repositories;

/// <summary>Requests to a repository: credentials only to whom they belong, answers bounded, failures that name the address.</summary>
internal sealed class RepositoryHttp : IDisposable
{
    private const long MaxIndexBytes = 256 * 1024 * 1024;

    private readonly ChartRepositoryOptions _options;
    private readonly HttpClient _client;

    public RepositoryHttp(ChartRepositoryOptions options)
    {
        _options = options;
        _client = options.Handler is { } handler
            ? new HttpClient(handler, disposeHandler: false)
            : new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        _client.Timeout = Timeout.InfiniteTimeSpan;
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Helm/4.2 (MeshHost)");
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Sends a request with the repository's basic credentials, if they may go there. The caller checks the status.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is null && MaySendCredentials(request.RequestUri!))
        {
            request.Headers.Authorization = BasicCredentials();
        }

        return await SendPlainAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request as it is.</summary>
    public async Task<HttpResponseMessage> SendPlainAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.RequestTimeout);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new ChartRepositoryException($"repository {_options.Name}: {request.RequestUri} cannot be reached: {e.Message}", e) { IsTransient = true };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChartRepositoryException(
                $"repository {_options.Name}: {request.RequestUri} did not answer within {_options.RequestTimeout.TotalSeconds:0} seconds", e)
            { IsTransient = true };
        }
    }

    /// <summary>Reads an answer's body, at most <paramref name="maxBytes"/>.</summary>
    public async Task<byte[]> ReadAsync(HttpResponseMessage response, long maxBytes, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await CopyAsync(response, buffer, maxBytes, cancellationToken).ConfigureAwait(false);
        return buffer.ToArray();
    }

    /// <summary>Copies the body of an index as it comes.</summary>
    public Task CopyIndexAsync(HttpResponseMessage response, Stream target, CancellationToken cancellationToken)
        => CopyAsync(response, target, MaxIndexBytes, cancellationToken);

    private async Task CopyAsync(HttpResponseMessage response, Stream target, long maxBytes, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
        {
            throw TooLarge(response, maxBytes);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.RequestTimeout);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            var chunk = new byte[81_920];
            var total = 0L;
            int count;
            while ((count = await stream.ReadAsync(chunk, limit.Token).ConfigureAwait(false)) > 0)
            {
                total += count;
                if (total > maxBytes)
                {
                    throw TooLarge(response, maxBytes);
                }

                await target.WriteAsync(chunk.AsMemory(0, count), limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ChartRepositoryException(
                $"repository {_options.Name}: the download of {response.RequestMessage?.RequestUri} broke off: {e.Message}", e)
            { IsTransient = true };
        }
    }

    /// <summary>Fails when the answer is not a success.</summary>
    public void Check(HttpResponseMessage response, string what)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var hint = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => " Check the repository's credentials.",
            HttpStatusCode.NotFound => " Check the repository's address and the chart's name and version.",
            _ => "",
        };
        throw new ChartRepositoryException(
            $"repository {_options.Name}: {what}: {response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} {response.ReasonPhrase}.{hint}")
        {
            IsTransient = response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
        };
    }

    public AuthenticationHeaderValue? BasicCredentials() => _options.Username is { Length: > 0 } user
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{_options.Password}")))
        : null;

    private bool MaySendCredentials(Uri target)
    {
        if (_options.Username is null || (target.Scheme != Uri.UriSchemeHttps && !target.IsLoopback))
        {
            return false;
        }

        return _options.PassCredentialsToOtherHosts
            || (target.Scheme == _options.Url.Scheme && target.Host == _options.Url.Host && target.Port == _options.Url.Port);
    }

    private ChartRepositoryException TooLarge(HttpResponseMessage response, long maxBytes)
        => new($"repository {_options.Name}: {response.RequestMessage?.RequestUri} is larger than {maxBytes} bytes");
}
