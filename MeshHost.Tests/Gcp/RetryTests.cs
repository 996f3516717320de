using System.Net;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Http;

namespace MeshHost.Tests.Gcp;

public sealed class RetryTests
{
    [Theory]
    [InlineData(429, "rateLimitExceeded", "too fast")]
    [InlineData(500, "backendError", "oops")]
    [InlineData(502, null, "bad gateway")]
    [InlineData(503, "backendError", "unavailable")]
    [InlineData(400, "resourceNotReady", "The resource 'x' is not ready")]
    [InlineData(409, "operationInProgress", "an operation is in progress")]
    [InlineData(403, "quotaExceeded", "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'compute.googleapis.com'")]
    public async Task Call_is_repeated_WhenTheFailureIsTransient(int code, string? reason, string message)
    {
        var answers = 0;
        using var test = new TestCloud(_ => ++answers < 3 ? RecordingHandler.Error(code, message, reason) : RecordingHandler.Json("""{"name":"n"}"""));

        var network = await test.Cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken);

        Assert.Equal("n", network?.Name);
        Assert.Equal(3, test.Handler.Requests.Count);
    }

    [Theory]
    [InlineData(403, "forbidden", "Required 'compute.networks.create' permission for 'x'", GoogleCloudErrorKind.PermissionDenied)]
    [InlineData(403, "quotaExceeded", "Quota 'NETWORKS' exceeded. Limit: 5.0 globally.", GoogleCloudErrorKind.QuotaExceeded)]
    [InlineData(400, "invalid", "Invalid value for field", GoogleCloudErrorKind.InvalidArgument)]
    [InlineData(409, "alreadyExists", "already exists", GoogleCloudErrorKind.AlreadyExists)]
    public async Task Call_is_not_repeated_WhenTheFailureIsFinal(int code, string reason, string message, GoogleCloudErrorKind kind)
    {
        using var test = new TestCloud(_ => RecordingHandler.Error(code, message, reason));

        var failure = await Assert.ThrowsAsync<GoogleCloudException>(() =>
            test.Cloud.Compute.Networks.InsertAsync("p", ComputeScope.Global, "n", new Network { Name = "n" }, TestContext.Current.CancellationToken));

        Assert.Equal(kind, failure.Kind);
        Assert.Single(test.Handler.Requests);
    }

    [Fact]
    public async Task Repetitions_of_a_mutation_carry_the_same_request_id_and_two_mutations_different_ones()
    {
        var answers = 0;
        using var test = new TestCloud(_ => ++answers == 1 ? RecordingHandler.Error(503, "x") : RecordingHandler.Json("""{"name":"o"}"""));

        await test.Cloud.Compute.Networks.DeleteAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken);
        await test.Cloud.Compute.Networks.DeleteAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken);

        var ids = test.Handler.Requests.Select(r => r.Uri.Query).ToArray();
        Assert.Equal(3, ids.Length);
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[1], ids[2]);
    }

    [Fact]
    public async Task Call_fails_with_the_last_cause_WhenAttemptsAreUsedUp()
    {
        using var test = new TestCloud(_ => throw new HttpRequestException("no route to host"), maxAttempts: 3);

        var failure = await Assert.ThrowsAsync<GoogleCloudException>(() =>
            test.Cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken));

        Assert.Equal(GoogleCloudErrorKind.Unreachable, failure.Kind);
        Assert.Contains("no route to host", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, test.Handler.Requests.Count);
    }

    [Fact]
    public void Delay_grows_with_jitter_up_to_its_limit_and_obeys_the_server()
    {
        var retry = new ApiRetry(new GoogleCloudConnectionOptions { Seed = 7, Credentials = GoogleCloudCredentials.None });
        var same = new ApiRetry(new GoogleCloudConnectionOptions { Seed = 7, Credentials = GoogleCloudCredentials.None });

        var delays = Enumerable.Range(1, 10).Select(i => retry.DelayOf(i, null)).ToArray();

        Assert.Equal(delays, Enumerable.Range(1, 10).Select(i => same.DelayOf(i, null)));
        Assert.All(delays.Index(), d => Assert.InRange(d.Item.TotalSeconds, 0.5 * Math.Min(32, Math.Pow(2, d.Index)), 1.5 * Math.Min(32, Math.Pow(2, d.Index))));
        Assert.Equal(TimeSpan.FromSeconds(17), retry.DelayOf(1, TimeSpan.FromSeconds(17)));
    }

    [Fact]
    public async Task Retry_after_of_the_server_is_obeyed()
    {
        var answers = 0;
        using var test = new TestCloud(_ =>
        {
            if (++answers > 1)
            {
                return RecordingHandler.Json("{}");
            }

            var refused = RecordingHandler.Error(429, "slow down", "rateLimitExceeded");
            refused.Headers.RetryAfter = new(TimeSpan.FromMilliseconds(1200));
            return refused;
        });
        var started = TimeProvider.System.GetTimestamp();

        await test.Cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken);

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task Token_is_asked_for_with_each_request()
    {
        var tokens = 0;
        using var test = new TestCloud(credentials: GoogleCloudCredentials.FromAccessToken(_ => ValueTask.FromResult($"token-{++tokens}")));

        await test.Cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken);
        await test.Cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken);

        Assert.Equal(["Bearer token-1", "Bearer token-2"], test.Handler.Requests.Select(r => r.Authorization));
    }

    [Fact]
    public async Task Missing_resource_is_null()
    {
        using var test = new TestCloud(_ => RecordingHandler.Error(404, "The resource 'projects/p/global/networks/n' was not found", "notFound"));

        Assert.Null(await test.Cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken));
        Assert.Null(await test.Cloud.Compute.Networks.DeleteAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Answer_that_is_not_json_is_explained_by_its_status()
    {
        using var test = new TestCloud(_ => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>proxy</html>") }, maxAttempts: 1);

        var failure = await Assert.ThrowsAsync<GoogleCloudException>(() =>
            test.Cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", TestContext.Current.CancellationToken));

        Assert.Equal(GoogleCloudErrorKind.Unavailable, failure.Kind);
        Assert.Equal(502, failure.StatusCode);
    }
}
