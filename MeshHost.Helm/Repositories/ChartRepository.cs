using System.Diagnostics;
using MeshHost.Helm.Repositories;

namespace MeshHost.Helm;

/// <summary>
/// A chart repository over HTTP or in an OCI registry. Downloads are checked against the digest the repository promises and kept in a
/// content-addressed cache, which also serves when the network is down. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// using var istio = new ChartRepository(new ChartRepositoryOptions
/// {
///     Name = "istio",
///     Url = new Uri("https://istio-release.storage.googleapis.com/charts"),
/// });
/// Chart istiod = await istio.PullAsync("istiod", "~1.29", cancellationToken);
/// </code>
/// </example>
public sealed class ChartRepository : IDisposable
{
    private readonly ChartRepositoryOptions _options;
    private readonly RepositoryHttp _http;
    private readonly IChartSource _source;

    /// <summary>Creates a repository. Nothing is requested yet.</summary>
    /// <param name="options">Where the repository is.</param>
    /// <exception cref="ArgumentException">The address is neither http, https nor oci.</exception>
    public ChartRepository(ChartRepositoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _http = new RepositoryHttp(options);
        var cache = new ChartCache(options.CacheDirectory);
        _source = options.Url.Scheme switch
        {
            "http" or "https" => new HttpChartSource(options, _http, cache),
            "oci" => new OciChartSource(options, _http, cache),
            _ => throw new ArgumentException($"The repository address '{options.Url}' has to start with https://, http:// or oci://.", nameof(options)),
        };
    }

    /// <summary>Finds the version of a chart that a range means.</summary>
    /// <param name="chart">Name of the chart.</param>
    /// <param name="versionRange">A version, a range such as <c>~1.29</c> or <c>&gt;=3 &lt;4</c>, or <see langword="null"/> for the newest release.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The newest version in the range.</returns>
    /// <exception cref="ChartRepositoryException">The repository cannot be read, or has no such chart or version.</exception>
    public async Task<ChartVersion> ResolveAsync(string chart, string? versionRange, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(chart);
        var versions = await _source.VersionsAsync(chart, cancellationToken).ConfigureAwait(false);
        return VersionSelector.Select(versions, versionRange)
            ?? throw new ChartRepositoryException(
                $"repository {_options.Name} ({_options.Url}) has no version of {chart} that satisfies \"{versionRange ?? "*"}\"; "
                + $"it has {string.Join(", ", versions.Take(10).Select(static v => v.Version))}{(versions.Count > 10 ? ", ..." : "")}");
    }

    /// <summary>Fetches and loads a chart.</summary>
    /// <param name="chart">Name of the chart.</param>
    /// <param name="versionRange">As for <see cref="ResolveAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ChartRepositoryException">The repository cannot be read, has no such version, or the archive's digest differs.</exception>
    /// <exception cref="ChartException">The archive is not a chart.</exception>
    public async Task<Chart> PullAsync(string chart, string? versionRange, CancellationToken cancellationToken)
    {
        using var activity = HelmTelemetry.Source.StartActivity("pull chart", ActivityKind.Client);
        activity?.SetTag("helm.chart.name", chart);
        activity?.SetTag("helm.repository.name", _options.Name);
        activity?.SetTag("server.address", _options.Url.Host);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var version = await ResolveAsync(chart, versionRange, cancellationToken).ConfigureAwait(false);
            activity?.SetTag("helm.chart.version", version.Version);
            var archive = await _source.DownloadAsync(version, cancellationToken).ConfigureAwait(false);
            activity?.SetTag("helm.chart.digest", ChartCache.Digest(archive));
            using var stream = new MemoryStream(archive, writable: false);
            return ChartLoader.LoadArchive(stream, _options.Limits);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
        finally
        {
            HelmTelemetry.PullDuration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("helm.chart.name", chart));
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        (_source as IDisposable)?.Dispose();
        _http.Dispose();
    }
}
