using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class WebhookTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Mutating = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    private const string Validating = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

    [Fact]
    public async Task A_mutating_webhook_changes_the_object()
    {
        await using var webhook = await WebhookServer.StartAsync(_ => Allowed("""[{"op":"add","path":"/data/injected","value":"yes"}]"""));
        await using var cluster = await TestCluster.StartAsync(webhook.Network);
        await cluster.PostAsync(Mutating, Configuration("MutatingWebhookConfiguration", webhook.CaBundle));
        var answer = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));

        Assert.Equal(201, answer.Code);
        Assert.Equal("yes", answer.At("data.injected"));
    }

    [Fact]
    public async Task A_validating_webhook_refuses_the_object()
    {
        await using var webhook = await WebhookServer.StartAsync(_ => TestCluster.Json("""{"allowed":false,"status":{"code":403,"message":"not today"}}"""));
        await using var cluster = await TestCluster.StartAsync(webhook.Network);
        await cluster.PostAsync(Validating, Configuration("ValidatingWebhookConfiguration", webhook.CaBundle));
        var answer = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));

        Assert.Equal(403, answer.Code);
        Assert.Equal("admission webhook \"w.example.com\" denied the request: not today", answer.Message);
    }

    [Fact]
    public async Task A_webhook_with_an_untrusted_certificate_is_not_believed()
    {
        await using var webhook = await WebhookServer.StartAsync(_ => Allowed(null));
        using var other = ClusterCertificates.Create("other", DateTimeOffset.UtcNow);
        await using var cluster = await TestCluster.StartAsync(webhook.Network);
        await cluster.PostAsync(Mutating, Configuration("MutatingWebhookConfiguration", Bundle(other)));
        var answer = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));

        Assert.Equal(500, answer.Code);
        Assert.EndsWith("tls: failed to verify certificate: x509: certificate signed by unknown authority", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_is_told_from_its_name_WhenItsCertificateIsForAnother()
    {
        await using var webhook = await WebhookServer.StartAsync(_ => Allowed(null));
        await using var cluster = await TestCluster.StartAsync(webhook.Network);
        var configuration = Configuration("MutatingWebhookConfiguration", webhook.CaBundle);
        configuration["webhooks"]![0]!["clientConfig"]!["service"]!["name"] = "other";
        await cluster.PostAsync(Mutating, configuration);
        var answer = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));

        Assert.Equal(500, answer.Code);
        Assert.Contains("x509: certificate is valid for ", answer.Message, StringComparison.Ordinal);
        Assert.EndsWith(", not other.default.svc", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_cannot_be_reached_fails_the_request_in_the_real_servers_words()
    {
        var network = new FakePodNetwork { Service = (_, _, _, _) => throw new IOException("dial tcp 10.30.0.9:443: connect: connection refused") };
        await using var cluster = await TestCluster.StartAsync(network);
        await cluster.PostAsync(Mutating, Configuration("MutatingWebhookConfiguration", ""));
        var answer = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));

        Assert.Equal(500, answer.Code);
        Assert.Equal(
            "Internal error occurred: failed calling webhook \"w.example.com\": failed to call webhook: Post \"https://kubernetes.default.svc:443/mutate?timeout=1s\": dial tcp 10.30.0.9:443: connect: connection refused",
            answer.Message);
    }

    [Fact]
    public async Task A_webhook_behind_a_dropping_firewall_exceeds_its_deadline()
    {
        var network = new FakePodNetwork
        {
            Service = async (_, _, _, ct) =>
            {
                await new TaskCompletionSource().Task.WaitAsync(ct);
                return Stream.Null;
            },
        };
        await using var cluster = await TestCluster.StartAsync(network);
        await cluster.PostAsync(Mutating, Configuration("MutatingWebhookConfiguration", ""));
        var answer = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));

        Assert.EndsWith("context deadline exceeded", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_fails_is_passed_over_WhenItsPolicyIsIgnore()
    {
        await using var cluster = await TestCluster.StartAsync(new FakePodNetwork());
        var configuration = Configuration("MutatingWebhookConfiguration", "");
        configuration["webhooks"]![0]!["failurePolicy"] = "Ignore";
        await cluster.PostAsync(Mutating, configuration);
        var answer = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));

        Assert.Equal(201, answer.Code);
    }

    [Fact]
    public async Task A_webhook_is_not_called_WhenTheNamespaceIsNotSelected()
    {
        await using var cluster = await TestCluster.StartAsync(new FakePodNetwork());
        var configuration = Configuration("MutatingWebhookConfiguration", "");
        configuration["webhooks"]![0]!["namespaceSelector"] = TestCluster.Json("""{"matchLabels":{"istio-injection":"enabled"}}""");
        await cluster.PostAsync(Mutating, configuration);
        var outside = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        await cluster.SendAsync("PATCH", "/api/v1/namespaces/default", TestCluster.Json("""{"metadata":{"labels":{"istio-injection":"enabled"}}}"""), "application/merge-patch+json");
        var inside = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("two"));

        Assert.Equal(201, outside.Code);
        Assert.Contains("no endpoints available for service \"kubernetes\"", inside.Message, StringComparison.Ordinal);
    }

    private static string Bundle(ClusterCertificates certificates) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(certificates.Authority.ExportCertificatePem()));

    private static JsonObject Allowed(string? patch)
    {
        var response = TestCluster.Json("""{"allowed":true}""");
        if (patch is not null)
        {
            response["patchType"] = "JSONPatch";
            response["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch));
        }

        return response;
    }

    /// <summary>The service is the kubernetes one, for the test server's certificate is made for that name.</summary>
    private static JsonObject Configuration(string kind, string caBundle) => TestCluster.Json($$$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{{kind}}}","metadata":{"name":"w"},"webhooks":[{"name":"w.example.com",
         "admissionReviewVersions":["v1"],"sideEffects":"None","timeoutSeconds":1,
         "clientConfig":{"caBundle":"{{{caBundle}}}","service":{"namespace":"default","name":"kubernetes","path":"/mutate"}},
         "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}]}
        """);

    private sealed class WebhookServer : IAsyncDisposable
    {
        private readonly WebApplication _application;
        private readonly ClusterCertificates _certificates;

        private WebhookServer(WebApplication application, ClusterCertificates certificates)
        {
            _application = application;
            _certificates = certificates;
        }

        public string CaBundle => Bundle(_certificates);

        public FakePodNetwork Network => new()
        {
            Service = async (_, _, _, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, new Uri(_application.Urls.First()).Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };

        public static async Task<WebhookServer> StartAsync(Func<JsonObject, JsonObject> respond)
        {
            var certificates = ClusterCertificates.Create("webhook", DateTimeOffset.UtcNow);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificates.Server)));
            var application = builder.Build();
            application.Run(async http =>
            {
                var review = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body))!;
                var response = respond(review);
                response["uid"] = (string?)review["request"]!["uid"];
                await http.Response.WriteAsync(new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response }.ToJsonString());
            });
            await application.StartAsync(TestContext.Current.CancellationToken);
            return new WebhookServer(application, certificates);
        }

        public async ValueTask DisposeAsync()
        {
            await _application.DisposeAsync();
            _certificates.Dispose();
        }
    }
}
