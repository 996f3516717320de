using System.Net;
using System.Text.Json;

namespace MeshHost.Helm.Repositories;

/// <summary>
/// Charts in an OCI registry: a repository per chart, a tag per version (with <c>_</c> for <c>+</c>), the archive as a layer of the manifest.
/// </summary>
internal sealed class OciChartSource(ChartRepositoryOptions options, RepositoryHttp http, ChartCache cache) : IChartSource
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string LayerType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private const string OldLayerType = "application/tar+gzip";
    private const int MaxPages = 1000;
    private const int MaxManifestBytes = 4 * 1024 * 1024;

    private readonly OciAuthenticator _authenticator = new(options, http);

    public async Task<IReadOnlyList<ChartVersion>> VersionsAsync(string chart, CancellationToken cancellationToken)
    {
        var versions = new List<ChartVersion>();
        Uri? page = Endpoint(chart, "tags/list");
        for (var pages = 0; page is not null && pages < MaxPages; pages++)
        {
            using var response = await SendAsync(chart, page, accept: "application/json", cancellationToken).ConfigureAwait(false);
            http.Check(response, $"the versions of {chart} cannot be listed");
            using var json = await ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
            if (json.RootElement.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array)
            {
                versions.AddRange(tags.EnumerateArray().Select(t => new ChartVersion(chart, (t.GetString() ?? "").Replace('_', '+'))));
            }

            page = NextPage(response, page);
        }

        return versions;
    }

    public async Task<byte[]> DownloadAsync(ChartVersion version, CancellationToken cancellationToken)
    {
        var tag = version.Version.Replace('+', '_');
        var reference = $"{Endpoint(version.Name, "manifests/")}{tag}";
        var digest = await LayerDigestAsync(version, tag, reference, cancellationToken).ConfigureAwait(false);
        if (await cache.TryGetBlobAsync(digest, cancellationToken).ConfigureAwait(false) is { } cached)
        {
            return cached;
        }

        using var response = await SendAsync(version.Name, Endpoint(version.Name, $"blobs/sha256:{digest}"), accept: "*/*", cancellationToken).ConfigureAwait(false);
        http.Check(response, $"chart {version} cannot be downloaded");
        var archive = await http.ReadAsync(response, options.Limits.MaxTotalBytes, cancellationToken).ConfigureAwait(false);
        var actual = ChartCache.Digest(archive);
        if (actual != digest)
        {
            throw new ChartRepositoryException(
                $"registry {options.Name}: the archive of {version} has the digest {actual}, its manifest promises {digest}; it is not used");
        }

        await cache.PutBlobAsync(digest, archive, cancellationToken).ConfigureAwait(false);
        return archive;
    }

    private async Task<string> LayerDigestAsync(ChartVersion version, string tag, string reference, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await SendAsync(version.Name, Endpoint(version.Name, $"manifests/{tag}"), ManifestType, cancellationToken).ConfigureAwait(false);
        }
        catch (ChartRepositoryException e) when (e.IsTransient)
        {
            // Without network a tag seen before is taken to mean what it meant then.
            if (await cache.TryGetAsync("oci", reference, cancellationToken).ConfigureAwait(false) is { } kept)
            {
                return System.Text.Encoding.ASCII.GetString(kept);
            }

            throw;
        }

        using (response)
        {
            http.Check(response, $"chart {version} cannot be found");
            using var manifest = await ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
            var digest = Layers(manifest.RootElement)
                .Where(static l => Text(l, "mediaType") is LayerType or OldLayerType)
                .Select(static l => ChartCache.NormalizeDigest(Text(l, "digest")))
                .FirstOrDefault(static d => d is not null)
                ?? throw new ChartRepositoryException($"registry {options.Name}: {version} is not a Helm chart: its manifest has no chart layer");
            await cache.PutAsync("oci", reference, System.Text.Encoding.ASCII.GetBytes(digest), cancellationToken).ConfigureAwait(false);
            return digest;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string chart, Uri url, string accept, CancellationToken cancellationToken)
    {
        var scope = $"repository:{RepositoryPath(chart)}:pull";
        using var request = Request(url, accept);
        request.Headers.Authorization = _authenticator.Current(scope);
        var response = await http.SendPlainAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        using (response)
        {
            if (await _authenticator.AnswerAsync(response, scope, cancellationToken).ConfigureAwait(false) is not { } authorization)
            {
                http.Check(response, $"the registry refuses access to {chart}");
                return response;
            }

            using var again = Request(url, accept);
            again.Headers.Authorization = authorization;
            return await http.SendPlainAsync(again, cancellationToken).ConfigureAwait(false);
        }
    }

    private static HttpRequestMessage Request(Uri url, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd(accept);
        return request;
    }

    private string RepositoryPath(string chart) => $"{options.Url.AbsolutePath.Trim('/')}/{chart}".TrimStart('/');

    private Uri Endpoint(string chart, string suffix)
    {
        // A registry on this machine usually has no certificate; everywhere else TLS is required.
        var scheme = options.Url.IsLoopback ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        return new Uri($"{scheme}://{options.Url.Authority}/v2/{RepositoryPath(chart)}/{suffix}");
    }

    private static Uri? NextPage(HttpResponseMessage response, Uri current)
    {
        // Link: </v2/name/tags/list?last=x&n=100>; rel="next"
        if (!response.Headers.TryGetValues("Link", out var links))
        {
            return null;
        }

        var next = links.FirstOrDefault(static l => l.Contains("rel=\"next\"", StringComparison.Ordinal));
        if (next is null || next.IndexOf('>', StringComparison.Ordinal) is not (> 1 and var end) || next[0] != '<')
        {
            return null;
        }

        var page = new Uri(current, next[1..end]);
        return page.Authority == current.Authority && page.Scheme == current.Scheme ? page : null;
    }

    private async Task<JsonDocument> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await http.ReadAsync(response, MaxManifestBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new ChartRepositoryException($"registry {options.Name}: {response.RequestMessage?.RequestUri} did not answer with JSON: {e.Message}", e);
        }
    }

    private static IEnumerable<JsonElement> Layers(JsonElement manifest)
        => manifest.ValueKind == JsonValueKind.Object && manifest.TryGetProperty("layers", out var layers) && layers.ValueKind == JsonValueKind.Array
            ? layers.EnumerateArray()
            : [];

    private static string? Text(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
