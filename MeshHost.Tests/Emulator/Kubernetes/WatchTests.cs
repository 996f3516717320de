using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class WatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_watch_sees_what_happens_after_its_version()
    {
        await using var cluster = await TestCluster.StartAsync();
        var list = await cluster.GetAsync(ConfigMaps);
        await using var watch = await OpenAsync(cluster, $"{ConfigMaps}?watch=true&resourceVersion={list.At("metadata.resourceVersion")}");
        await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        await cluster.SendAsync("PATCH", $"{ConfigMaps}/one", TestCluster.Json("""{"data":{"a":"c"}}"""), "application/merge-patch+json");
        await cluster.SendAsync("DELETE", $"{ConfigMaps}/one");

        Assert.Equal(("ADDED", "one"), await watch.NextAsync());
        Assert.Equal(("MODIFIED", "one"), await watch.NextAsync());
        Assert.Equal(("DELETED", "one"), await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_with_a_selector_sees_objects_come_and_go_as_their_labels_change()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        await using var watch = await OpenAsync(cluster, $"{ConfigMaps}?watch=true&labelSelector=on%3Dyes");
        await cluster.SendAsync("PATCH", $"{ConfigMaps}/one", TestCluster.Json("""{"metadata":{"labels":{"on":"yes"}}}"""), "application/merge-patch+json");
        await cluster.SendAsync("PATCH", $"{ConfigMaps}/one", TestCluster.Json("""{"metadata":{"labels":{"on":"no"}}}"""), "application/merge-patch+json");

        Assert.Equal(("ADDED", "one"), await watch.NextAsync());
        Assert.Equal(("DELETED", "one"), await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_from_a_forgotten_version_is_expired()
    {
        await using var cluster = await TestCluster.StartAsync();
        var list = await cluster.GetAsync(ConfigMaps);
        await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        cluster.Server.CompactHistory();
        await using var watch = await OpenAsync(cluster, $"{ConfigMaps}?watch=true&resourceVersion={list.At("metadata.resourceVersion")}");
        var line = await watch.NextLineAsync();

        Assert.Equal("ERROR", (string?)line["type"]);
        Assert.Equal(410, (int?)line["object"]!["code"]);
    }

    [Fact]
    public async Task A_list_comes_in_pages()
    {
        await using var cluster = await TestCluster.StartAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap(name));
        }

        var first = await cluster.GetAsync($"{ConfigMaps}?limit=2");
        var second = await cluster.GetAsync($"{ConfigMaps}?limit=2&continue={Uri.EscapeDataString(first.At("metadata.continue")!)}");

        Assert.Equal("2", first.At("metadata.remainingItemCount"));
        Assert.Equal(["a", "b", "c", "kube-root-ca.crt"], Names(first).Concat(Names(second)));
        Assert.Null(second.At("metadata.continue"));
    }

    [Fact]
    public async Task A_controllers_watch_starts_with_what_exists()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var watch = cluster.Api.Watch("", "namespaces");
        var first = await watch.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal("ADDED", first.Type);
        Assert.Equal("default", (string?)first.Object["metadata"]!["name"]);
    }

    private static IEnumerable<string?> Names(Answer list) => list.Json["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]);

    private static async Task<OpenWatch> OpenAsync(TestCluster cluster, string path)
    {
        var response = await cluster.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new OpenWatch(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    private sealed class OpenWatch(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public async Task<JsonObject> NextLineAsync() => (JsonObject)JsonNode.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!)!;

        public async Task<(string? Type, string? Name)> NextAsync()
        {
            var line = await NextLineAsync();
            return ((string?)line["type"], (string?)line["object"]!["metadata"]!["name"]);
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
