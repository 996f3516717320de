using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MeshHost.Helm;
using MeshHost.Helm.Repositories;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Repositories;

public sealed class ChartRepositoryTests : IDisposable
{
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("meshhost-charts");
    private readonly FakeRepository _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _cache.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null, "1.10.0")]
    [InlineData("~1.2", "1.2.5")]
    [InlineData("2.0.0-rc.1", "2.0.0-rc.1")]
    [InlineData(">1.0-0", "2.0.0-rc.1")]
    public async Task Newest_version_in_the_range_is_chosen(string? range, string expected)
    {
        Publish("1.2.0", "1.10.0", "1.2.5", "2.0.0-rc.1");
        using var repository = Repository();

        Assert.Equal(expected, (await repository.ResolveAsync("shop", range, TestContext.Current.CancellationToken)).Version);
    }

    [Fact]
    public async Task Chart_is_downloaded_once_and_then_comes_from_the_cache()
    {
        Publish("1.0.0");
        using (var first = Repository())
        {
            Assert.Equal("shop-1.0.0", (await first.PullAsync("shop", null, TestContext.Current.CancellationToken)).ToString());
        }

        _server.IsDown = true;
        using var second = Repository();
        var offline = await second.PullAsync("shop", null, TestContext.Current.CancellationToken);

        Assert.Equal("1.0.0", offline.Version);
        Assert.Single(_server.Requests, r => r.Url.EndsWith(".tgz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Archive_with_another_digest_is_refused()
    {
        Publish("1.0.0");
        _server.Routes["https://charts.example.org/stable/shop-1.0.0.tgz"] = _ => FakeRepository.Ok(TestCharts.Package("shop", "1.0.0", ("evil", "x")));
        using var repository = Repository();

        var failure = await Assert.ThrowsAsync<ChartRepositoryException>(() => repository.PullAsync("shop", null, TestContext.Current.CancellationToken));

        Assert.Contains("it is not used", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_file_of_the_cache_is_replaced()
    {
        Publish("1.0.0");
        using (var first = Repository())
        {
            await first.PullAsync("shop", null, TestContext.Current.CancellationToken);
        }

        var blob = Directory.GetFiles(Path.Combine(_cache.FullName, "sha256"), "*", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(blob, "damaged", TestContext.Current.CancellationToken);
        using var second = Repository();

        Assert.Equal("1.0.0", (await second.PullAsync("shop", null, TestContext.Current.CancellationToken)).Version);
        Assert.Equal(2, _server.Requests.Count(r => r.Url.EndsWith(".tgz", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Unchanged_index_is_not_sent_again()
    {
        var index = Index("1.0.0");
        var revalidated = 0;
        _server.Routes["https://charts.example.org/stable/index.yaml"] = request =>
        {
            if (!request.Headers.IfNoneMatch.Contains(new EntityTagHeaderValue("\"v1\"")))
            {
                return FakeRepository.Ok(index, "\"v1\"");
            }

            revalidated++;
            return new HttpResponseMessage(HttpStatusCode.NotModified);
        };
        using (var first = Repository())
        {
            await first.ResolveAsync("shop", null, TestContext.Current.CancellationToken);
        }

        using var second = Repository();
        Assert.Equal("1.0.0", (await second.ResolveAsync("shop", null, TestContext.Current.CancellationToken)).Version);
        Assert.Equal(1, revalidated);
    }

    [Fact]
    public async Task Credentials_stay_with_their_host()
    {
        var archive = TestCharts.Package("shop", "1.0.0");
        _server.Routes["https://charts.example.org/stable/index.yaml"] = _ => FakeRepository.Ok(Encoding.UTF8.GetBytes(
            "entries:\n  shop:\n  - name: shop\n    version: 1.0.0\n    urls: [\"https://cdn.example.net/shop.tgz\"]\n"));
        _server.Routes["https://cdn.example.net/shop.tgz"] = _ => FakeRepository.Ok(archive);
        using var repository = new ChartRepository(Options() with { Username = "me", Password = "secret" });

        await repository.PullAsync("shop", null, TestContext.Current.CancellationToken);

        Assert.StartsWith("Basic ", _server.Requests[0].Authorization, StringComparison.Ordinal);
        Assert.Null(_server.Requests[1].Authorization);
        Assert.DoesNotContain("secret", (Options() with { Password = "secret" }).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", null, "has no chart \"none\"")]
    [InlineData("shop", "9.x", "no version of shop that satisfies \"9.x\"; it has 1.0.0")]
    [InlineData("shop", "newest", "neither a version nor a range")]
    public async Task What_is_missing_is_named(string chart, string? range, string message)
    {
        Publish("1.0.0");
        using var repository = Repository();

        var failure = await Assert.ThrowsAnyAsync<ChartException>(() => repository.ResolveAsync(chart, range, TestContext.Current.CancellationToken));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_cannot_be_reached_is_a_transient_failure()
    {
        _server.IsDown = true;
        using var repository = Repository();

        var failure = await Assert.ThrowsAsync<ChartRepositoryException>(() => repository.ResolveAsync("shop", null, TestContext.Current.CancellationToken));

        Assert.True(failure.IsTransient);
    }

    [Fact]
    public void Index_of_many_charts_is_cut_to_the_wanted_one()
    {
        var index = new StringBuilder("apiVersion: v1\nentries:\n");
        for (var i = 0; i < 2000; i++)
        {
            index.Append("  chart-").Append(i).Append(":\n  - annotations:\n      note: |\n        entries:\n          chart-7: trap\n    name: chart-").Append(i)
                .Append("\n    urls:\n    - c.tgz\n    version: 1.0.").Append(i).Append('\n');
        }

        index.Append("generated: \"2026-01-01\"\n");

        var found = RepositoryIndex.Find(Stream(index), "chart-7", new Uri("https://e.x/r"));

        Assert.Equal("1.0.7", Assert.Single(found!).Version);
        Assert.Equal("https://e.x/r/c.tgz", found![0].Urls[0].AbsoluteUri);
        Assert.Null(RepositoryIndex.Find(Stream(index), "chart-9999", new Uri("https://e.x/r")));
    }

    [Fact]
    public async Task Index_of_ten_megabytes_streams_by()
    {
        var entry = "    description: " + new string('d', 400) + "\n";
        var index = new StringBuilder("apiVersion: v1\nentries:\n");
        for (var i = 0; index.Length < 10_000_000; i++)
        {
            index.Append("  chart-").Append(i).Append(":\n  -").Append(entry.AsSpan(3)).Append("    name: c\n    version: 1.0.0\n");
        }

        var bytes = Encoding.UTF8.GetBytes(index.ToString());
        _server.Routes["https://charts.example.org/stable/index.yaml"] = _ => FakeRepository.Ok(bytes, "\"v1\"");
        using var repository = Repository();
        Assert.Equal("1.0.0", (await repository.ResolveAsync("chart-20000", null, TestContext.Current.CancellationToken)).Version);

        using var kept = File.OpenRead(Directory.GetFiles(Path.Combine(_cache.FullName, "index")).Single());
        Assert.Equal(bytes.Length, kept.Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(RepositoryIndex.Find(kept, "chart-20000", new Uri("https://e.x")));

        // Some buffers and the lines of one chart, however long the index is.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }

    [Fact]
    public async Task Index_is_read_from_the_network_WhenTheCacheCannotBeWritten()
    {
        Publish("1.0.0");
        var file = Path.Combine(_cache.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var repository = new ChartRepository(Options() with { CacheDirectory = file });

        Assert.Equal("1.0.0", (await repository.ResolveAsync("shop", null, TestContext.Current.CancellationToken)).Version);
    }

    [Fact]
    public async Task Index_that_breaks_off_is_not_kept()
    {
        Publish("1.0.0");
        _server.Routes["https://charts.example.org/stable/index.yaml"] = _ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(new BrokenStream(Index("1.0.0"))),
        };
        using var repository = Repository();

        var failure = await Assert.ThrowsAsync<ChartRepositoryException>(() => repository.ResolveAsync("shop", null, TestContext.Current.CancellationToken));

        Assert.True(failure.IsTransient);
        Assert.Empty(Directory.GetFiles(_cache.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Index_in_json_is_read_too()
    {
        var found = RepositoryIndex.Find(
            new MemoryStream("{\"entries\":{\"a\":[{\"name\":\"a\",\"version\":\"1.0.0\",\"urls\":[]}]}}"u8.ToArray()), "a", new Uri("https://e.x"));

        Assert.Equal("1.0.0", Assert.Single(found!).Version);
    }

    [Fact]
    public async Task Chart_is_pulled_from_a_registry_with_a_token()
    {
        var archive = TestCharts.Package("shop", "1.0.0+build");
        var digest = ChartCache.Digest(archive);
        const string Base = "https://registry.example.org/v2/charts/shop";
        Guarded($"{Base}/tags/list", Encoding.UTF8.GetBytes("{\"tags\":[\"0.9.0\",\"1.0.0_build\"]}"));
        Guarded($"{Base}/manifests/1.0.0_build", Encoding.UTF8.GetBytes(
            $"{{\"layers\":[{{\"mediaType\":\"application/vnd.cncf.helm.chart.content.v1.tar+gzip\",\"digest\":\"sha256:{digest}\"}}]}}"));
        Guarded($"{Base}/blobs/sha256:{digest}", archive);
        _server.Routes["https://auth.example.org/token?scope=repository%3Acharts%2Fshop%3Apull&service=reg"] = _ => FakeRepository.Ok("{\"token\":\"t0\"}"u8.ToArray());
        using var repository = new ChartRepository(Options() with { Url = new Uri("oci://registry.example.org/charts") });

        Assert.Equal("1.0.0+build", (await repository.PullAsync("shop", null, TestContext.Current.CancellationToken)).Version);

        void Guarded(string url, byte[] body) => _server.Routes[url] = request =>
        {
            if (request.Headers.Authorization?.ToString() == "Bearer t0")
            {
                return FakeRepository.Ok(body);
            }

            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.WwwAuthenticate.ParseAdd("Bearer realm=\"https://auth.example.org/token\",service=\"reg\",scope=\"repository:charts/shop:pull\"");
            return challenge;
        };
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{\"token\":7}")]
    public async Task Answer_that_is_no_token_is_a_failure_of_the_registry(string answer)
    {
        _server.Routes["https://registry.example.org/v2/charts/shop/tags/list"] = _ =>
        {
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.WwwAuthenticate.ParseAdd("Bearer realm=\"https://auth.example.org/t\",scope=\"a\",scope=\"b\"");
            return challenge;
        };
        _server.Routes["https://auth.example.org/t?scope=b"] = _ => FakeRepository.Ok(Encoding.UTF8.GetBytes(answer));
        using var repository = new ChartRepository(Options() with { Url = new Uri("oci://registry.example.org/charts") });

        var failure = await Assert.ThrowsAsync<ChartRepositoryException>(() => repository.PullAsync("shop", null, TestContext.Current.CancellationToken));

        Assert.Contains("no token", failure.Message, StringComparison.Ordinal);
    }

    private void Publish(params string[] versions)
    {
        _server.Routes["https://charts.example.org/stable/index.yaml"] = _ => FakeRepository.Ok(Index(versions));
        foreach (var version in versions)
        {
            _server.Routes[$"https://charts.example.org/stable/shop-{version}.tgz"] = _ => FakeRepository.Ok(TestCharts.Package("shop", version));
        }
    }

    private static MemoryStream Stream(StringBuilder text) => new(Encoding.UTF8.GetBytes(text.ToString()));

    private static byte[] Index(params string[] versions)
    {
        var index = new StringBuilder("apiVersion: v1\nentries:\n  other:\n  - name: other\n    version: 1.0.0\n  shop:\n");
        foreach (var version in versions)
        {
            index.Append("  - name: shop\n    version: ").Append(version).Append("\n    digest: ").Append(ChartCache.Digest(TestCharts.Package("shop", version)))
                .Append("\n    urls:\n    - shop-").Append(version).Append(".tgz\n");
        }

        return Encoding.UTF8.GetBytes(index.Append("generated: now\n").ToString());
    }

    private ChartRepositoryOptions Options() => new()
    {
        Name = "stable",
        Url = new Uri("https://charts.example.org/stable"),
        CacheDirectory = _cache.FullName,
        Handler = _server,
    };

    private ChartRepository Repository() => new(Options());

    private sealed class BrokenStream(byte[] data) : MemoryStream(data)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Position == Length
            ? throw new IOException("the connection was closed")
            : base.ReadAsync(buffer, cancellationToken);
    }
}
