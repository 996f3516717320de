using System.Net;
using System.Net.Http.Headers;
using MeshHost.Kubernetes;
using MeshHost.Tests.Hosting;

namespace MeshHost.Tests.Kubernetes.Client;

/// <summary>How requests are sent: how many at once, how patiently, and what they ask of the server.</summary>
public sealed class RequestTests
{
    private static readonly ObjectReference s_settings = new(new("", "v1", "ConfigMap"), "settings", "apps");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_requests_are_under_way_than_allowed()
    {
        const int Allowed = 3;
        using GatedHandler handler = new();
        await using KubernetesClient client = new(new KubernetesClientOptions { Server = new Uri("https://cluster.test"), Handler = handler, MaxConcurrentRequests = Allowed });
        Task[] requests = [.. Enumerable.Range(0, 10).Select(_ => client.GetVersionAsync(Token))];
        await handler.UntilUnderWayAsync(Allowed);

        handler.Open();
        await Task.WhenAll(requests).DefaultTimeout();

        Assert.Equal(Allowed, handler.Most);
        Assert.Equal(10, handler.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Server_that_says_when_to_come_back_is_left_alone_until_then(int code)
    {
        RecordingTime time = new();
        int asked = 0;
        using FakeCluster cluster = new() { Intercept = _ => asked++ == 0 ? Refusal(code) : FakeCluster.Json("""{"major":"1","minor":"33","gitVersion":"v1.33.0"}""") };
        await using KubernetesClient client = new(new KubernetesClientOptions { Server = new Uri("https://cluster.test"), Handler = cluster, TimeProvider = time });

        await client.GetVersionAsync(Token);

        Assert.Equal(2, asked);
        Assert.InRange(Assert.Single(time.Waits), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(10));

        static HttpResponseMessage Refusal(int code)
        {
            HttpResponseMessage response = FakeCluster.Failure(code, "TooManyRequests");
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
            return response;
        }
    }

    [Fact]
    public async Task Writes_ask_for_strict_validation_and_name_their_manager()
    {
        using FakeCluster cluster = new() { Intercept = request => request.Method == HttpMethod.Get ? null : FakeCluster.Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"}}""") };
        await using KubernetesClient client = cluster.CreateClient();
        KubernetesObject settings = KubernetesObject.ParseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: apps}}")[0];

        await client.ApplyAsync(settings, null, Token);
        await client.CreateAsync(settings, dryRun: false, Token);
        await client.UpdateAsync(settings, null, Token);
        await client.PatchAsync(s_settings, new System.Text.Json.Nodes.JsonObject(), PatchType.Merge, null, Token);

        string[] writes = [.. cluster.Requests.Where(request => !request.StartsWith("GET", StringComparison.Ordinal))];
        Assert.Equal(4, writes.Length);
        Assert.All(writes, write => Assert.Contains("fieldValidation=Strict", write, StringComparison.Ordinal));
        Assert.All(writes, write => Assert.Contains("fieldManager=meshhost", write, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_discovered_is_not_asked_for_again()
    {
        using FakeCluster cluster = new FakeCluster().With("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: apps}}");
        await using KubernetesClient client = cluster.CreateClient();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.GetAsync(s_settings, Token)));
        await client.GetAsync(s_settings, Token);

        Assert.Single(cluster.Requests, request => request == "GET /api/v1");
    }

    [Fact]
    public async Task Refusal_names_every_field_that_is_wrong()
    {
        using FakeCluster cluster = new()
        {
            Intercept = request => request.Method == HttpMethod.Get ? null : FakeCluster.Json(
                """
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"ConfigMap \"settings\" is invalid: [data: Required value, metadata.name: Invalid value: \"S\"]",
                 "reason":"Invalid","details":{"name":"settings","kind":"ConfigMap","causes":[{"reason":"FieldValueRequired","message":"Required value","field":"data"},
                 {"reason":"FieldValueInvalid","message":"Invalid value: \"S\"","field":"metadata.name"}]},"code":422}
                """,
                HttpStatusCode.UnprocessableEntity),
        };
        await using KubernetesClient client = cluster.CreateClient();

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(() => client.ApplyAsync(
            KubernetesObject.ParseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: apps}}")[0], null, Token));

        Assert.Equal(("Invalid", 422, "settings"), (exception.Reason, exception.StatusCode, exception.Name));
        Assert.Equal(["data", "metadata.name"], exception.Causes.Select(cause => cause.Field));
        Assert.Equal(["FieldValueRequired", "FieldValueInvalid"], exception.Causes.Select(cause => cause.Reason));
    }

    private sealed class GatedHandler : HttpMessageHandler
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();
        private int _underWay;
        private int _awaited = int.MaxValue;

        public int Most { get; private set; }

        public int Count { get; private set; }

        public void Open() => _gate.SetResult();

        public Task UntilUnderWayAsync(int number)
        {
            lock (_lock)
            {
                _awaited = number;
                if (_underWay >= number)
                {
                    _full.TrySetResult();
                }
            }

            return _full.Task.DefaultTimeout();
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Count++;
                Most = Math.Max(Most, ++_underWay);
                if (_underWay >= _awaited)
                {
                    _full.TrySetResult();
                }
            }

            await _gate.Task;
            lock (_lock)
            {
                _underWay--;
            }

            return FakeCluster.Json("""{"major":"1","minor":"33","gitVersion":"v1.33.0"}""");
        }
    }

    /// <summary>A clock whose waits cost nothing and are written down. The request's time-out is longer than any wait.</summary>
    private sealed class RecordingTime : TimeProvider
    {
        private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= s_timeout || dueTime < TimeSpan.Zero)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
