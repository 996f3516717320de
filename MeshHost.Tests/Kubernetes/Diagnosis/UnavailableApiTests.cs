using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Diagnosis;

namespace MeshHost.Tests.Kubernetes.Diagnosis;

/// <summary>Aggregated APIs that do not answer, by themselves and as the reason why a namespace stays. Objects and messages are those of kube-apiserver.</summary>
public sealed class UnavailableApiTests
{
    private static readonly ObjectReference s_apps = new(new("", "v1", "Namespace"), "apps", null);

    [Theory]
    [InlineData("ServiceNotFound", "service/metrics-server in \"kube-system\" is not present")]
    [InlineData("MissingEndpoints", "endpoints for service/metrics-server in \"kube-system\" have no addresses with port name \"https\"")]
    [InlineData("FailedDiscoveryCheck", "failing or missing response from https://10.30.4.5:443/apis/metrics.k8s.io/v1beta1: Get \"https://10.30.4.5:443/apis/metrics.k8s.io/v1beta1\": dial tcp 10.30.4.5:443: connect: connection refused")]
    public async Task Api_service_that_is_not_available_says_why(string reason, string message)
    {
        FakeCluster cluster = new FakeCluster().With($$"""
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1beta1.metrics.k8s.io, uid: a1}
            spec: {group: metrics.k8s.io, version: v1beta1, groupPriorityMinimum: 100, versionPriority: 100, service: {name: metrics-server, namespace: kube-system, port: 443} }
            status:
              conditions: [{type: Available, status: "False", lastTransitionTime: "2030-01-01T00:00:00Z", reason: {{reason}}, message: {{System.Text.Json.JsonSerializer.Serialize(message)}} }]
            """);

        Finding finding = Assert.Single(await DiagnoseAsync(cluster, new(new("apiregistration.k8s.io", "v1", "APIService"), "v1beta1.metrics.k8s.io", null)));

        Assert.Equal(FindingCause.ApiServiceUnavailable, finding.Cause);
        Assert.Equal($"APIService v1beta1.metrics.k8s.io is not available: {reason}: {message}", finding.Message);
    }

    [Fact]
    public async Task Api_service_that_is_available_is_no_finding()
    {
        FakeCluster cluster = new FakeCluster().With("""
            {apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.apps}, status: {conditions: [{type: Available, status: "True", reason: Local, message: Local APIServices are always available}]}}
            """);

        Assert.Empty(await DiagnoseAsync(cluster, new(new("apiregistration.k8s.io", "v1", "APIService"), "v1.apps", null)));
    }

    [Theory]
    [InlineData("""{"kind":"APIGroupList","groups":[{"name":"metrics.k8s.io","versions":[{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}]}]}""")]
    [InlineData("""{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]}]}""")]
    public async Task Namespace_that_cannot_be_emptied_is_explained_though_the_api_does_not_answer_us_either(string groups)
    {
        FakeCluster cluster = Terminating(groups);

        IReadOnlyList<Finding> findings = await DiagnoseAsync(cluster, s_apps);

        Assert.Equal([FindingCause.ApiServiceUnavailable, FindingCause.NamespaceStuck], findings.Select(finding => finding.Cause));
        Assert.Contains("metrics.k8s.io/v1beta1: stale GroupVersion discovery", findings[0].Message, StringComparison.Ordinal);
        Assert.Equal("Namespace apps cannot end: Service apps/gateway is held by service.kubernetes.io/load-balancer-cleanup.", findings[1].Message);
    }

    private static FakeCluster Terminating(string groups)
    {
        FakeCluster cluster = new FakeCluster().With("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: apps, deletionTimestamp: "2030-01-01T00:00:00Z"}
            spec: {finalizers: [kubernetes]}
            status:
              phase: Terminating
              conditions:
              - type: NamespaceDeletionDiscoveryFailure
                status: "True"
                reason: DiscoveryFailed
                message: "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1"
              - {type: NamespaceDeletionContentFailure, status: "False", reason: ContentDeleted, message: "All content successfully deleted, may be waiting on finalization"}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: gateway, namespace: apps, uid: "1", finalizers: [service.kubernetes.io/load-balancer-cleanup]}}
            """);
        cluster.Intercept = request => request.RequestUri!.AbsolutePath switch
        {
            "/api" => FakeCluster.Json("""{"kind":"APIVersions","versions":["v1"]}"""),
            "/apis" => FakeCluster.Json(groups),
            "/apis/metrics.k8s.io/v1beta1" => FakeCluster.Failure(503, "ServiceUnavailable", "service unavailable"),
            _ => null,
        };
        return cluster;
    }

    private static async Task<IReadOnlyList<Finding>> DiagnoseAsync(FakeCluster cluster, ObjectReference reference)
    {
        await using KubernetesClient client = cluster.CreateClient(retries: 0);
        return (await new ClusterDiagnostician(client).DiagnoseAsync(reference, TestContext.Current.CancellationToken)).Findings;
    }
}
