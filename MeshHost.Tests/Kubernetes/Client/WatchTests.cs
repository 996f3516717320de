using System.Net;
using System.Text;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Client;

public sealed class WatchTests : IDisposable
{
    private static readonly GroupVersionKind s_kind = new("", "v1", "ConfigMap");

    private readonly FakeCluster _cluster = new();
    private readonly Queue<string> _lists = new();
    private readonly Queue<string> _watches = new();
    private readonly List<string> _versions = [];

    public WatchTests() => _cluster.Intercept = Answer;

    [Fact]
    public async Task What_exists_comes_first_then_Synced_then_changes()
    {
        _lists.Enqueue(List("5", ("a", "3")));
        _watches.Enqueue(Event("MODIFIED", "a", "6") + Event("ADDED", "b", "7") + Event("DELETED", "a", "8"));

        Assert.Equal(["Added a", "Synced", "Modified a", "Added b", "Deleted a"], await ReadAsync(5));
    }

    [Fact]
    public async Task A_cut_watch_continues_from_the_last_version_seen()
    {
        _lists.Enqueue(List("5"));
        _watches.Enqueue(Event("ADDED", "a", "6") + """{"type":"MODIF""");
        _watches.Enqueue(Event("MODIFIED", "a", "7"));

        Assert.Equal(["Synced", "Added a", "Modified a"], await ReadAsync(3));
        Assert.Equal(["5", "6"], _versions);
    }

    [Fact]
    public async Task Bookmarks_move_the_version_on_without_an_event()
    {
        _lists.Enqueue(List("5"));
        _watches.Enqueue("""{"type":"BOOKMARK","object":{"kind":"ConfigMap","metadata":{"resourceVersion":"90"}}}""" + "\n");
        _watches.Enqueue(Event("ADDED", "a", "91"));

        Assert.Equal(["Synced", "Added a"], await ReadAsync(2));
        Assert.Equal(["5", "90"], _versions);
    }

    [Theory]
    [InlineData("HTTP")]
    [InlineData("event")]
    public async Task An_expired_version_is_recovered_from_by_the_difference_to_a_new_list(string how)
    {
        _lists.Enqueue(List("5", ("kept", "1"), ("changed", "2"), ("gone", "3")));
        _watches.Enqueue(how == "HTTP" ? "410" : """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n");
        _lists.Enqueue(List("50", ("kept", "1"), ("changed", "40"), ("new", "41")));
        _watches.Enqueue("");

        string[] events = await ReadAsync(8);

        Assert.Equal(["Added kept", "Added changed", "Added gone", "Synced", "Modified changed", "Added new", "Deleted gone", "Synced"], events);
    }

    [Fact]
    public async Task An_object_made_anew_under_its_old_name_is_deleted_and_added()
    {
        _lists.Enqueue(List("5", ("a", "1")));
        _watches.Enqueue("410");
        _lists.Enqueue(List("50", ("a", "9")).Replace("uid-a", "uid-other", StringComparison.Ordinal));
        _watches.Enqueue("");

        Assert.Equal(["Added a", "Synced", "Deleted a", "Added a", "Synced"], await ReadAsync(5));
    }

    [Fact]
    public async Task A_refused_watch_ends_with_the_refusal()
    {
        _lists.Enqueue(List("5"));
        _watches.Enqueue("""{"type":"ERROR","object":{"kind":"Status","code":403,"reason":"Forbidden","message":"no more"}}""" + "\n");

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(() => ReadAsync(2));

        Assert.Equal("Forbidden", exception.Reason);
    }

    public void Dispose() => _cluster.Dispose();

    private static string List(string version, params (string Name, string Version)[] items) =>
        $$"""{"kind":"ConfigMapList","metadata":{"resourceVersion":"{{version}}"},"items":[{{string.Join(',', items.Select(item => Object(item.Name, item.Version)))}}]}""";

    private static string Event(string type, string name, string version) => $$"""{"type":"{{type}}","object":{{Object(name, version)}}}""" + "\n";

    private static string Object(string name, string version) =>
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"uid-" + name + "\",\"resourceVersion\":\"" + version + "\"}}";

    private HttpResponseMessage? Answer(HttpRequestMessage request)
    {
        if (!request.RequestUri!.AbsolutePath.EndsWith("/configmaps", StringComparison.Ordinal))
        {
            return null;
        }

        System.Collections.Specialized.NameValueCollection query = System.Web.HttpUtility.ParseQueryString(request.RequestUri.Query);
        if (query["watch"] is null)
        {
            return FakeCluster.Json(_lists.Dequeue());
        }

        _versions.Add(query["resourceVersion"]!);
        string text = _watches.Count > 0 ? _watches.Dequeue() : "";
        return text == "410"
            ? FakeCluster.Failure(410, "Expired")
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(text))) };
    }

    private async Task<string[]> ReadAsync(int count)
    {
        await using KubernetesClient client = _cluster.CreateClient();
        List<string> events = [];
        await foreach (WatchEvent change in client.WatchAsync(s_kind, "apps", null, TestContext.Current.CancellationToken))
        {
            events.Add(change.Object is { } obj ? $"{change.Type} {obj.Name}" : change.Type.ToString());
            if (events.Count == count)
            {
                break;
            }
        }

        return [.. events];
    }
}
