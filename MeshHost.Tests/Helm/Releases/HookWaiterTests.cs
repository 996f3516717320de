using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Helm;
using MeshHost.Helm.Releases;
using MeshHost.Kubernetes;
using MeshHost.Tests.Hosting;
using MeshHost.Tests.Kubernetes;

namespace MeshHost.Tests.Helm.Releases;

/// <summary>What a hook's watch makes of what an API server sends, the end of the watch included.</summary>
public sealed class HookWaiterTests : IDisposable
{
    private const string Active = """{"active":1}""";
    private const string Complete = """{"succeeded":1,"conditions":[{"type":"Complete","status":"True"}]}""";
    private const string Failed = """{"failed":1,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"too often"}]}""";
    private const string Hold = "hold";

    private readonly FakeCluster _cluster = new();
    private readonly Queue<string> _watches = new();
    private readonly Queue<string> _lists = new();
    private readonly List<string?> _versions = [];
    private readonly List<Pipe> _held = [];
    private string? _other;

    public HookWaiterTests() => _cluster.Intercept = Answer;

    [Fact]
    public async Task End_that_is_followed_by_the_deletion_counts_and_nothing_is_listed()
    {
        _watches.Enqueue(Job("MODIFIED", 11, Active) + Job("MODIFIED", 12, Complete) + Job("DELETED", 13, Complete));

        Assert.Equal(new HookState(HookPhase.Succeeded, ""), await WaitAsync());
        Assert.Equal(["10"], _versions);
    }

    [Fact]
    public async Task End_that_only_the_deletion_shows_counts()
    {
        _watches.Enqueue(Job("MODIFIED", 11, Active) + Job("DELETED", 13, Complete));

        Assert.Equal(HookPhase.Succeeded, (await WaitAsync()).Phase);
    }

    [Theory]
    [InlineData("DELETED", "")]
    [InlineData("MODIFIED", ""","deletionTimestamp":"2030-01-01T00:00:00Z" """)]
    public async Task Deletion_before_the_end_fails_whatever_comes_after_it(string type, string metadata)
    {
        _watches.Enqueue(Job("MODIFIED", 11, Active) + Job(type, 12, Active, metadata) + Job("MODIFIED", 13, Complete, metadata));

        Assert.Equal(new HookState(HookPhase.Failed, "it was deleted while it ran"), await WaitAsync());
    }

    [Fact]
    public async Task Cut_watch_goes_on_from_the_last_version()
    {
        _watches.Enqueue(Job("MODIFIED", 11, Active) + """{"type":"MODIF""");
        _watches.Enqueue("503");
        _watches.Enqueue("""{"type":"BOOKMARK","object":{"kind":"Job","metadata":{"resourceVersion":"90"}}}""" + "\n");
        _watches.Enqueue(Job("MODIFIED", 91, Complete) + Job("DELETED", 92, Complete));

        Assert.Equal(HookPhase.Succeeded, (await WaitAsync()).Phase);
        Assert.Equal(["10", "11", "11", "90"], _versions);
    }

    [Theory]
    [InlineData("410")]
    [InlineData("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n")]
    public async Task Expired_version_is_followed_by_a_look_and_another_watch(string expired)
    {
        _watches.Enqueue(expired);
        _lists.Enqueue(List(Object(40, Active)));
        _watches.Enqueue(Job("MODIFIED", 51, Complete));

        Assert.Equal(HookPhase.Succeeded, (await WaitAsync()).Phase);
        Assert.Equal(["10", "50"], _versions);
    }

    [Fact]
    public async Task End_that_the_look_shows_counts()
    {
        _watches.Enqueue("410");
        _lists.Enqueue(List(Object(40, Complete)));

        Assert.Equal(HookPhase.Succeeded, (await WaitAsync()).Phase);
    }

    [Theory]
    [InlineData("uid-prepare", "Completed", HookPhase.Succeeded, "")]
    [InlineData("uid-prepare", "BackoffLimitExceeded", HookPhase.Failed, "BackoffLimitExceeded: it says so")]
    [InlineData("uid-prepare", "SuccessfulCreate", HookPhase.Failed, "how it ended is unknown")]
    [InlineData("uid-earlier", "Completed", HookPhase.Failed, "how it ended is unknown")]
    public async Task Events_tell_how_a_job_ended_that_is_gone_when_the_watch_resumes(string uid, string reason, object phase, string message)
    {
        _cluster.With($$"""
            apiVersion: v1
            kind: Event
            metadata: {name: e, namespace: apps}
            involvedObject: {kind: Job, name: prepare, uid: {{uid}}}
            reason: {{reason}}
            message: it says so
            """);
        _watches.Enqueue(Job("MODIFIED", 11, Active) + Gone());

        var state = await WaitAsync();

        Assert.Equal(phase, state.Phase);
        Assert.StartsWith(message, state.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Succeeded", "", HookPhase.Succeeded)]
    [InlineData("Succeeded", ", deletionTimestamp: '2030-01-01T00:00:00Z'", HookPhase.Failed)]
    [InlineData("Running", "", HookPhase.Failed)]
    public async Task Pods_that_are_left_tell_how_a_job_ended_unless_they_were_told_to_stop(string podPhase, string metadata, object phase)
    {
        _cluster.With($$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: apps, labels: {batch.kubernetes.io/controller-uid: uid-prepare}{{metadata}}}
            status: {phase: {{podPhase}}}
            """);
        _watches.Enqueue(Job("MODIFIED", 11, Active) + Gone());

        Assert.Equal(phase, (await WaitAsync()).Phase);
    }

    [Theory]
    [InlineData("""{"succeeded":1}""", HookPhase.Succeeded)]
    [InlineData("""{"uncountedTerminatedPods":{"succeeded":["a"]}}""", HookPhase.Succeeded)]
    [InlineData("""{"active":1,"conditions":[{"type":"SuccessCriteriaMet","status":"True"}]}""", HookPhase.Succeeded)]
    [InlineData("""{"conditions":[{"type":"FailureTarget","status":"True","reason":"DeadlineExceeded","message":"too slow"}]}""", HookPhase.Failed)]
    public async Task Job_that_was_about_to_end_has_ended_so_WhenItIsGone(string status, object phase)
    {
        _watches.Enqueue(Job("MODIFIED", 11, status) + Gone());

        var state = await WaitAsync();

        Assert.Equal(phase, state.Phase);
        Assert.DoesNotContain("unknown", state.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_end_is_said_to_be_unknown_and_what_helps()
    {
        _watches.Enqueue(Job("MODIFIED", 11, Active) + Gone());

        var state = await WaitAsync();

        Assert.Equal(
            "how it ended is unknown: it was removed while the watch of it was interrupted, and it left no sign of its end. "
            + "It was last seen with: active 1, failed 0, succeeded 0. Its ttlSecondsAfterFinished is 0: a larger one keeps its outcome for longer.",
            state.Message);
        Assert.Equal("", state.Diagnosis);
    }

    [Fact]
    public async Task Later_object_of_the_same_name_is_another()
    {
        _watches.Enqueue("410");
        _lists.Enqueue(List(Object(40, Complete)).Replace("uid-prepare", "uid-other", StringComparison.Ordinal));

        Assert.StartsWith("how it ended is unknown", (await WaitAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_is_explained_by_pods_that_are_gone_with_their_job()
    {
        var reads = 0;
        _cluster.Intercept = request =>
        {
            var path = request.RequestUri!.AbsolutePath;
            // The first look finds the Job and its pod; whatever is asked after the Job has failed finds neither.
            return path.EndsWith("/jobs/prepare", StringComparison.Ordinal) ? ++reads == 1 ? FakeCluster.Json(Object(11, """{"failed":1}""")) : FakeCluster.Failure(404, "NotFound")
                : path.EndsWith("/pods", StringComparison.Ordinal) && reads > 1 ? FakeCluster.Json("""{"kind":"PodList","metadata":{},"items":[]}""")
                : Answer(request);
        };
        _cluster.With("""
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: apps, uid: p, labels: {batch.kubernetes.io/controller-uid: uid-prepare}}
            spec: {restartPolicy: Never, containers: [{name: c}]}
            status: {phase: Failed, containerStatuses: [{name: c, state: {terminated: {exitCode: 3, reason: Error}}}]}
            """);
        _watches.Enqueue(Job("MODIFIED", 11, """{"failed":1}""") + Job("MODIFIED", 12, Failed) + Job("DELETED", 13, Failed));

        var state = await WaitAsync();

        Assert.Equal("BackoffLimitExceeded: too often", state.Message);
        Assert.Contains("code 3", state.Diagnosis, StringComparison.Ordinal);
        Assert.DoesNotContain("does not exist", state.Diagnosis, StringComparison.Ordinal);
        Assert.Equal(2, reads);
    }

    [Theory]
    [InlineData("Succeeded", HookPhase.Succeeded, "")]
    [InlineData("Failed", HookPhase.Failed, "the pod failed")]
    public async Task Pod_that_ended_and_was_deleted_has_ended(string podPhase, object phase, string message)
    {
        var pod = new KubernetesObject((JsonObject)JsonNode.Parse(Object(10, "{}").Replace("batch/v1", "v1", StringComparison.Ordinal).Replace("\"Job\"", "\"Pod\"", StringComparison.Ordinal))!);
        string Event(string type, int version, string status) => Job(type, version, status).Replace("batch/v1", "v1", StringComparison.Ordinal).Replace("\"Job\"", "\"Pod\"", StringComparison.Ordinal);
        var ended = $$"""{"phase":"{{podPhase}}"}""";
        _watches.Enqueue(Event("MODIFIED", 11, """{"phase":"Running"}""") + Event("MODIFIED", 12, ended) + Event("DELETED", 13, ended));

        var state = await WaitAsync(pod);

        Assert.Equal(phase, state.Phase);
        Assert.Equal(message, state.Message);
    }

    [Fact]
    public async Task Time_that_is_up_is_told_with_the_last_state()
    {
        var time = new ManualTimeProvider();
        var active = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _watches.Enqueue(Job("MODIFIED", 11, Active) + Hold);
        var waiting = WaitAsync(time: time, progress: new Progress(message =>
        {
            if (message.EndsWith("active 1, failed 0, succeeded 0", StringComparison.Ordinal))
            {
                active.SetResult();
            }
        }));
        Assert.Equal(TimeSpan.FromMinutes(5), await time.NextTimerAsync());
        await active.Task.DefaultTimeout();
        time.Advance(TimeSpan.FromSeconds(299));
        Assert.False(waiting.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(1));

        var state = await waiting.DefaultTimeout();
        Assert.Equal((HookPhase.Failed, "it did not end within 300 seconds (active 1, failed 0, succeeded 0)"), (state.Phase, state.Message));
    }

    [Fact]
    public async Task First_failure_of_several_objects_ends_the_wait()
    {
        var other = Object(10, "{}").Replace("prepare", "other", StringComparison.Ordinal);
        _other = Job("MODIFIED", 12, Failed).Replace("prepare", "other", StringComparison.Ordinal);
        await using var client = _cluster.CreateClient();

        var state = await new HookWaiter(client, new HelmClientOptions()).WaitAsync(
            [Created(), new KubernetesObject((JsonObject)JsonNode.Parse(other)!)], TimeSpan.FromMinutes(5), progress: null, TestContext.Current.CancellationToken).DefaultTimeout();

        Assert.Equal("BackoffLimitExceeded: too often", state.Message);
    }

    [Fact]
    public async Task Refused_watch_ends_with_the_refusal()
    {
        _watches.Enqueue("403");

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => WaitAsync());

        Assert.Equal("Forbidden", exception.Reason);
    }

    public void Dispose() => _cluster.Dispose();

    private static KubernetesObject Created() => new((JsonObject)JsonNode.Parse(Object(10, "{}"))!);

    private static string Object(int version, string status, string metadata = "") =>
        $$$"""{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"prepare","namespace":"apps","uid":"uid-prepare","resourceVersion":"{{{version}}}"{{{metadata}}}},"""
        + """ "spec":{"ttlSecondsAfterFinished":0,"completions":1,"selector":{"matchLabels":{"batch.kubernetes.io/controller-uid":"uid-prepare"}}}"""
        + $$""","status":{{status}}}""";

    private static string Job(string type, int version, string status, string metadata = "") => $$"""{"type":"{{type}}","object":{{Object(version, status, metadata)}}}""" + "\n";

    private static string List(params string[] items) => $$"""{"kind":"JobList","metadata":{"resourceVersion":"50"},"items":[{{string.Join(',', items)}}]}""";

    /// <summary>The watch ends with an expired version, and the list after it is empty.</summary>
    private string Gone()
    {
        _lists.Enqueue(List());
        return """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n";
    }

    private async Task<HookState> WaitAsync(KubernetesObject? created = null, TimeProvider? time = null, IProgress<ReleaseProgress>? progress = null)
    {
        await using var client = _cluster.CreateClient(retries: 0);
        var waiter = new HookWaiter(client, new HelmClientOptions { TimeProvider = time ?? TimeProvider.System });
        return await waiter.WaitAsync([created ?? Created()], TimeSpan.FromMinutes(5), progress, TestContext.Current.CancellationToken);
    }

    private HttpResponseMessage? Answer(HttpRequestMessage request)
    {
        var query = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query);
        if (query["watch"] is null)
        {
            return request.RequestUri.AbsolutePath.EndsWith("/jobs", StringComparison.Ordinal) ? FakeCluster.Json(_lists.Dequeue()) : null;
        }

        _versions.Add(query["resourceVersion"]);
        Assert.StartsWith("metadata.name=", query["fieldSelector"], StringComparison.Ordinal);
        var text = query["fieldSelector"] == "metadata.name=other" ? _other ?? Hold : _watches.Count > 0 ? _watches.Dequeue() : Hold;
        switch (text)
        {
            case "410":
                return FakeCluster.Failure(410, "Expired");
            case "403":
                return FakeCluster.Failure(403, "Forbidden");
            case "503":
                return FakeCluster.Failure(503, "ServiceUnavailable");
        }

        // A watch is held open until the client ends it, where the script says so.
        var pipe = new Pipe();
        _held.Add(pipe);
        pipe.Writer.Write(Encoding.UTF8.GetBytes(text.Replace(Hold, "", StringComparison.Ordinal)));
        if (text.EndsWith(Hold, StringComparison.Ordinal))
        {
            _ = pipe.Writer.FlushAsync().AsTask();
        }
        else
        {
            pipe.Writer.Complete();
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };
    }

    private sealed class Progress(Action<string> told) : IProgress<ReleaseProgress>
    {
        public void Report(ReleaseProgress value) => told(value.Message);
    }
}
