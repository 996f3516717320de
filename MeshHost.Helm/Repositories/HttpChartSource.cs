using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Helm.Repositories;

/// <summary>A repository with an <c>index.yaml</c>. The index is kept and revalidated; without network the kept one is used.</summary>
internal sealed class HttpChartSource(ChartRepositoryOptions options, RepositoryHttp http, ChartCache cache) : IChartSource, IDisposable
{
    private readonly SemaphoreSlim _indexLock = new(1, 1);
    private CacheEntry? _index;
    private DateTimeOffset _indexChecked;

    public void Dispose() => _indexLock.Dispose();

    public async Task<IReadOnlyList<ChartVersion>> VersionsAsync(string chart, CancellationToken cancellationToken)
    {
        var index = await IndexAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var text = index.Open();
            return RepositoryIndex.Find(text, chart, options.Url)
                ?? throw new ChartRepositoryException($"repository {options.Name} ({options.Url}) has no chart \"{chart}\"");
        }
        catch (ChartException e) when (e is not ChartRepositoryException)
        {
            throw new ChartRepositoryException($"repository {options.Name}: {e.Message}", e);
        }
        catch (IOException e)
        {
            _index = null;
            throw new ChartRepositoryException($"repository {options.Name}: the kept index cannot be read: {e.Message}", e) { IsTransient = true };
        }
    }

    public async Task<byte[]> DownloadAsync(ChartVersion version, CancellationToken cancellationToken)
    {
        if (version.Digest is { } known && await cache.TryGetBlobAsync(known, cancellationToken).ConfigureAwait(false) is { } cached)
        {
            return cached;
        }

        if (version.Urls.Count == 0)
        {
            throw new ChartRepositoryException($"repository {options.Name} gives no address for {version}");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, version.Urls[0]);
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        http.Check(response, $"chart {version} cannot be downloaded");
        var archive = await http.ReadAsync(response, options.Limits.MaxTotalBytes, cancellationToken).ConfigureAwait(false);
        var digest = ChartCache.Digest(archive);
        if (version.Digest is { } expected && expected != digest)
        {
            throw new ChartRepositoryException(
                $"repository {options.Name}: the archive of {version} at {version.Urls[0]} has the digest {digest}, the index promises {expected}. "
                + "It was changed after it was published, or damaged on the way; it is not used.");
        }

        await cache.PutBlobAsync(digest, archive, cancellationToken).ConfigureAwait(false);
        return archive;
    }

    private async Task<CacheEntry> IndexAsync(CancellationToken cancellationToken)
    {
        await _indexLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = options.TimeProvider.GetUtcNow();
            if (_index is not null && now - _indexChecked < options.IndexMaxAge)
            {
                return _index;
            }

            _index = await FetchIndexAsync(cancellationToken).ConfigureAwait(false);
            _indexChecked = now;
            return _index;
        }
        finally
        {
            _indexLock.Release();
        }
    }

    private async Task<CacheEntry> FetchIndexAsync(CancellationToken cancellationToken)
    {
        var url = new Uri(RepositoryIndex.Folder(options.Url), "index.yaml");
        var kept = cache.Find("index", url.AbsoluteUri);
        var tag = await cache.TryGetAsync("index-tag", url.AbsoluteUri, cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (kept is not null && tag is not null && await TagOfAsync(tag, kept, cancellationToken).ConfigureAwait(false) is { } entityTag)
        {
            request.Headers.IfNoneMatch.Add(entityTag);
        }

        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ChartRepositoryException e) when (e.IsTransient && kept is not null)
        {
            return kept;
        }

        using (response)
        {
            if (kept is not null && (response.StatusCode == HttpStatusCode.NotModified || response.StatusCode >= HttpStatusCode.InternalServerError))
            {
                return kept;
            }

            http.Check(response, "the index cannot be read");
            var index = await cache.StoreAsync("index", url.AbsoluteUri, file => http.CopyIndexAsync(response, file, cancellationToken)).ConfigureAwait(false);
            if (response.Headers.ETag is { } newTag)
            {
                // The tag is kept with the digest of its index: another process may write the two files in between.
                var record = Encoding.UTF8.GetBytes(new JsonObject { ["Tag"] = newTag.ToString(), ["Digest"] = await index.DigestAsync(cancellationToken).ConfigureAwait(false) }.ToJsonString());
                await cache.PutAsync("index-tag", url.AbsoluteUri, record, cancellationToken).ConfigureAwait(false);
            }

            return index;
        }
    }

    private static async Task<EntityTagHeaderValue?> TagOfAsync(byte[] record, CacheEntry index, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(record) is JsonObject kept
                && (string?)kept["Digest"] == await index.DigestAsync(cancellationToken).ConfigureAwait(false)
                && EntityTagHeaderValue.TryParse((string?)kept["Tag"], out var tag)
                ? tag
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
        {
            return null;
        }
    }
}
