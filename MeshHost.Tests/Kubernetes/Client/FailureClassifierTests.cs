using System.Net;
using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Tests.Kubernetes.Client;

/// <summary>What passes by itself, and what is reported at once.</summary>
public sealed class FailureClassifierTests
{
    private static readonly KubernetesObject s_settings = KubernetesObject.ParseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: b}}")[0];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429, "TooManyRequests", "slow down", true)]
    [InlineData(502, "", "bad gateway", true)]
    [InlineData(503, "ServiceUnavailable", "etcd leader changed", true)]
    [InlineData(504, "Timeout", "request did not complete within the allotted timeout", true)]
    [InlineData(500, "", "etcdserver: request timed out", true)]
    [InlineData(500, "InternalError", "failed calling webhook \"a.b.io\": failed to call webhook: Post \"https://a.b.svc:443/x\": connection refused", true)]
    [InlineData(500, "InternalError", "failed calling webhook \"a.b.io\": could not unmarshal response: json: cannot unmarshal string", true)]
    [InlineData(403, "Forbidden", "User \"jane\" cannot create resource", false)]
    [InlineData(401, "Unauthorized", "Unauthorized", false)]
    [InlineData(400, "BadRequest", "strict decoding error: unknown field \"spec.replica\"", false)]
    [InlineData(422, "Invalid", "spec.replicas: Invalid value", false)]
    [InlineData(409, "Conflict", "Apply failed with 1 conflict", false)]
    [InlineData(409, "AlreadyExists", "object is being deleted: configmaps \"a\" already exists", true)]
    [InlineData(403, "Forbidden", "admission webhook \"deny.io\" denied the request: no", false)]
    [InlineData(503, "", "admission webhook \"deny.io\" denied the request: no", false)]
    [InlineData(500, "", "failed to create typed patch object (x/c; apps/v1, Kind=Deployment): .spec.template.spec.containers[name=\"c\"].env: duplicate entries for key [name=\"MODE\"]", false)]
    [InlineData(500, "", "failed to create typed patch object (x/one; example.com/v1, Kind=Widget): .spec.shards: field not declared in schema", false)]
    [InlineData(500, "", "failed to create manager for existing fields: failed to convert new object", false)]
    [InlineData(500, "", "etcdserver: request is too large", false)]
    public async Task Failure_is_retried_only_where_it_may_pass(int code, string reason, string message, bool transient)
    {
        using FakeCluster cluster = new() { Intercept = request => request.Method == HttpMethod.Patch ? FakeCluster.Failure(code, reason, message) : null };
        await using KubernetesClient client = cluster.CreateClient(retries: 2);

        KubernetesApiException failure = await Assert.ThrowsAsync<KubernetesApiException>(() => client.ApplyAsync(s_settings, null, Token));

        Assert.Equal(transient, failure.IsTransient);
        bool repeated = transient && code != 409 && !message.Contains("webhook", StringComparison.Ordinal);
        Assert.Equal(repeated ? 3 : 1, cluster.Requests.Count(request => request.StartsWith("PATCH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Namespace_on_its_way_out_is_waited_for()
    {
        const string Status = """
            {"kind":"Status","apiVersion":"v1","status":"Failure","code":403,"reason":"Forbidden","message":"unable to create new content in namespace b because it is being terminated",
             "details":{"causes":[{"reason":"NamespaceTerminating","message":"namespace b is being terminated","field":"metadata.namespace"}]}}
            """;
        using FakeCluster cluster = new() { Intercept = request => request.Method == HttpMethod.Patch ? FakeCluster.Json(Status, HttpStatusCode.Forbidden) : null };
        await using KubernetesClient client = cluster.CreateClient();

        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => client.ApplyAsync(s_settings, null, Token))).IsTransient);
    }

    [Fact]
    public async Task Set_is_transient_only_if_all_its_failures_are()
    {
        using FakeCluster cluster = new()
        {
            Intercept = request => request.Method != HttpMethod.Patch ? null
                : request.RequestUri!.AbsolutePath.EndsWith("/a", StringComparison.Ordinal) ? FakeCluster.Failure(503, "ServiceUnavailable")
                : FakeCluster.Failure(422, "Invalid"),
        };
        await using KubernetesClient client = cluster.CreateClient(retries: 0);
        KubernetesObject other = KubernetesObject.ParseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: b}}")[0];

        ObjectSetException failure = await Assert.ThrowsAsync<ObjectSetException>(() => new ObjectSetApplier(client).ApplyAsync([s_settings, other], new ApplySetOptions(), null, Token));

        Assert.False(failure.IsTransient);
        Assert.Equal([false, true], failure.Failures.Select(one => one.IsTransient).Order());
    }

    [Fact]
    public void Unknown_kind_is_an_error_unless_it_is_defined()
    {
        Assert.False(new NoKindMatchException(new("example.com", "v1", "Widget"), []).IsTransient);
        Assert.True(new NoKindMatchException(new("example.com", "v1", "Widget"), []) { IsDefined = true }.IsTransient);
        Assert.False(new ReleaseException("wrong").IsTransient);
    }
}
