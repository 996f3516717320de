using System.Net;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Tests.Kubernetes.Apply;

/// <summary>Writes that reach a webhook before it is ready, as cert-manager's right after its installation.</summary>
public sealed class WebhookPatienceTests : IDisposable
{
    private const string Call = "Internal error occurred: failed calling webhook \"webhook.cert-manager.io\": failed to call webhook: Post \"https://cert-manager-webhook.cert-manager.svc:443/validate?timeout=30s\": ";

    private readonly FakeCluster _cluster = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dial tcp 10.30.0.9:443: connect: connection refused")]
    [InlineData("tls: failed to verify certificate: x509: certificate signed by unknown authority")]
    [InlineData("no endpoints available for service \"cert-manager-webhook\"")]
    public async Task Write_is_repeated_until_the_webhook_answers(string why)
    {
        var writes = 0;
        _cluster.Intercept = request => request.Method != HttpMethod.Patch ? null
            : ++writes < 4 ? FakeCluster.Failure(500, "InternalError", Call + why)
            : FakeCluster.Json("""{"kind":"Certificate","apiVersion":"cert-manager.io/v1","metadata":{"name":"web","namespace":"default","uid":"1","resourceVersion":"7"}}""", HttpStatusCode.Created);
        await using var client = _cluster.CreateClient(retries: 0);
        var reports = new Reports();

        var result = await new ObjectSetApplier(client).ApplyAsync(Certificate(), new ApplySetOptions(), reports, Cancellation);

        Assert.Equal(ApplyOutcome.Created, Assert.Single(result.Objects).Outcome);
        Assert.Equal(4, writes);
        Assert.Equal(3, reports.Messages.Count(m => m.StartsWith("the webhook 'webhook.cert-manager.io' does not answer yet: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Denial_of_a_webhook_is_an_answer_and_not_repeated()
    {
        _cluster.Intercept = request => request.Method != HttpMethod.Patch ? null
            : FakeCluster.Failure(403, "Forbidden", "admission webhook \"webhook.cert-manager.io\" denied the request: spec.issuerRef is required");
        await using var client = _cluster.CreateClient(retries: 0);

        await Assert.ThrowsAsync<KubernetesApiException>(() => new ObjectSetApplier(client).ApplyAsync(Certificate(), new ApplySetOptions(), null, Cancellation));

        Assert.Single(_cluster.Requests, r => r.StartsWith("PATCH ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Webhook_that_never_answers_is_named_with_what_to_do()
    {
        _cluster.Intercept = request => request.Method != HttpMethod.Patch ? null : FakeCluster.Failure(500, "InternalError", Call + "dial tcp 10.30.0.9:443: connect: connection refused");
        await using var client = _cluster.CreateClient(retries: 0);

        var failure = await Assert.ThrowsAsync<KubernetesApiException>(() =>
            new ObjectSetApplier(client).ApplyAsync(Certificate(), new ApplySetOptions { WebhookRetry = TimeSpan.Zero }, null, Cancellation));

        Assert.Contains("webhook.cert-manager.io", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length > Call.Length + 80, failure.Message);
    }

    public void Dispose() => _cluster.Dispose();

    private static IReadOnlyList<KubernetesObject> Certificate() =>
        KubernetesObject.ParseYaml("apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: web, namespace: default}\nspec: {secretName: web}\n");

    private sealed class Reports : IProgress<ObjectProgress>
    {
        public List<string> Messages { get; } = [];

        public void Report(ObjectProgress value) => Messages.Add(value.Message);
    }
}
