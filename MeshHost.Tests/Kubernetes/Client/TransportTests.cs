using System.Net;
using System.Net.Http.Headers;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Client;

public sealed class TransportTests
{
    private static readonly ObjectReference s_settings = new(new("", "v1", "ConfigMap"), "settings", "apps");

    private readonly FakeCluster _cluster = new FakeCluster().With("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: apps}}");

    [Fact]
    public async Task Get_returns_null_when_there_is_no_such_object()
    {
        await using KubernetesClient client = _cluster.CreateClient();

        Assert.Null(await client.GetAsync(s_settings with { Name = "other" }, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalError")]
    [InlineData(502, "BadGateway")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(504, "Timeout")]
    public async Task Transient_refusals_are_retried(int code, string reason)
    {
        int left = 3;
        _cluster.Intercept = request => request.RequestUri!.AbsolutePath.EndsWith("/settings", StringComparison.Ordinal) && left-- > 0 ? FakeCluster.Failure(code, reason) : null;
        await using KubernetesClient client = _cluster.CreateClient();

        Assert.NotNull(await client.GetAsync(s_settings, TestContext.Current.CancellationToken));
        Assert.Equal(4, _cluster.Requests.Count(request => request.EndsWith("/settings", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(400, "BadRequest")]
    [InlineData(403, "Forbidden")]
    [InlineData(409, "Conflict")]
    [InlineData(422, "Invalid")]
    public async Task Refusals_that_are_answers_are_not_retried(int code, string reason)
    {
        _cluster.Intercept = request => request.RequestUri!.AbsolutePath.EndsWith("/settings", StringComparison.Ordinal) ? FakeCluster.Failure(code, reason, "because") : null;
        await using KubernetesClient client = _cluster.CreateClient();

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync(s_settings, TestContext.Current.CancellationToken));

        Assert.Equal((code, reason, "get ConfigMap apps/settings"), (exception.StatusCode, exception.Reason, exception.Operation));
        Assert.StartsWith("Could not get ConfigMap apps/settings: because", exception.Message, StringComparison.Ordinal);
        Assert.Single(_cluster.Requests, request => request.EndsWith("/settings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Creation_is_not_repeated_when_its_fate_is_unknown()
    {
        _cluster.Intercept = request => request.Method == HttpMethod.Post ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut") : null;
        await using KubernetesClient client = _cluster.CreateClient();

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(
            () => client.CreateAsync(KubernetesObject.ParseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")[0], false, TestContext.Current.CancellationToken));

        Assert.Equal((0, "Unreachable"), (exception.StatusCode, exception.Reason));
        Assert.Single(_cluster.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Creation_is_repeated_when_the_connection_never_came_about()
    {
        int left = 2;
        _cluster.Intercept = request => request.Method != HttpMethod.Post
            ? null
            : left-- > 0 ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : FakeCluster.Json("{}", HttpStatusCode.Created);
        await using KubernetesClient client = _cluster.CreateClient();

        await client.CreateAsync(KubernetesObject.ParseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")[0], false, TestContext.Current.CancellationToken);

        Assert.Equal(3, _cluster.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Refused_credentials_are_renewed_once()
    {
        int renewed = 0;
        _cluster.Intercept = request => request.RequestUri!.AbsolutePath.EndsWith("/settings", StringComparison.Ordinal) && renewed == 0 ? FakeCluster.Failure(401, "Unauthorized") : null;
        await using KubernetesClient client = _cluster.CreateClient(refused: () => renewed++);

        Assert.NotNull(await client.GetAsync(s_settings, TestContext.Current.CancellationToken));
        Assert.Equal(1, renewed);
    }

    [Fact]
    public async Task Answers_of_proxies_are_quoted()
    {
        _cluster.Intercept = request => request.RequestUri!.AbsolutePath.EndsWith("/settings", StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("<html>blocked by policy</html>") }
            : null;
        await using KubernetesClient client = _cluster.CreateClient();

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync(s_settings, TestContext.Current.CancellationToken));

        Assert.Contains("blocked by policy", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_read_to_the_end_and_started_over_when_they_expire()
    {
        string[] answers =
        [
            """{"metadata":{"continue":"next"},"items":[{"metadata":{"name":"a"}}]}""",
            "410",
            """{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""",
        ];
        int asked = 0;
        _cluster.Intercept = request => !request.RequestUri!.AbsolutePath.EndsWith("/configmaps", StringComparison.Ordinal)
            ? null
            : answers[asked++] is "410" ? FakeCluster.Failure(410, "Expired") : FakeCluster.Json(answers[asked - 1]);
        await using KubernetesClient client = _cluster.CreateClient();

        IReadOnlyList<KubernetesObject> objects = await client.ListAsync(s_settings.Kind, "apps", null, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b"], objects.Select(obj => obj.Name));
        Assert.All(objects, obj => Assert.Equal("ConfigMap", obj.Kind));
        Assert.Contains("continue=next", _cluster.Requests[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_after_bounds_the_wait_from_below()
    {
        TimeSpan wait = new RetryDelay().For(0, RetryDelay.FromHeader(new RetryConditionHeaderValue(TimeSpan.FromSeconds(3)), TimeProvider.System));

        Assert.InRange(wait, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.25));
    }

    [Fact]
    public async Task Unknown_kinds_are_looked_for_again_once_they_may_have_appeared()
    {
        await using KubernetesClient client = _cluster.CreateClient();
        GroupVersionKind kind = new("new.example.com", "v1", "Thing");
        await Assert.ThrowsAsync<NoKindMatchException>(() => client.Discovery.ResolveAsync(kind, TestContext.Current.CancellationToken));

        _cluster.Intercept = request => request.RequestUri!.AbsolutePath == "/apis/new.example.com/v1"
            ? FakeCluster.Json("""{"resources":[{"name":"things","kind":"Thing","namespaced":true,"verbs":["get"]},{"name":"things/status","kind":"Thing"}]}""")
            : null;
        ApiResource resource = await client.Discovery.ResolveAsync(kind, TestContext.Current.CancellationToken);

        Assert.Equal(("things", "status"), (resource.Plural, Assert.Single(resource.Subresources)));
    }

    [Fact]
    public async Task Aggregated_discovery_needs_two_requests_only()
    {
        _cluster.Intercept = request => request.RequestUri!.AbsolutePath switch
        {
            "/api" => FakeCluster.Json("""{"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1","resources":[{"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["list"],"shortNames":["po"],"subresources":[{"subresource":"log"}]}]}]}]}"""),
            "/apis" => FakeCluster.Json("""{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[{"version":"v1","resources":[{"resource":"deployments","responseKind":{"kind":"Deployment"},"scope":"Namespaced","verbs":["list"]}]}]}]}"""),
            _ => null,
        };
        await using KubernetesClient client = _cluster.CreateClient();

        IReadOnlyList<ApiResource> resources = await client.Discovery.ListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["Pod", "Deployment"], resources.Select(resource => resource.Kind));
        Assert.Equal(2, _cluster.Requests.Count);
    }
}
