using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Diagnosis;

namespace MeshHost.Tests.Kubernetes.Diagnosis;

/// <summary>What is found out with knowledge of the mesh: injection, certificates, hosts and challenges.</summary>
public sealed class MeshDiagnosisTests
{
    private const string Injector = """
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {name: istio-sidecar-injector, creationTimestamp: "2026-01-01T00:00:00Z", labels: {istio.io/rev: default}}
        webhooks:
        - name: namespace.sidecar-injector.istio.io
          failurePolicy: Fail
          namespaceSelector: {matchExpressions: [{key: istio-injection, operator: In, values: [enabled]}]}
          objectSelector: {matchExpressions: [{key: sidecar.istio.io/inject, operator: NotIn, values: ["false"]}]}
        - name: object.sidecar-injector.istio.io
          namespaceSelector: {matchExpressions: [{key: istio-injection, operator: DoesNotExist}, {key: istio.io/rev, operator: DoesNotExist}]}
          objectSelector: {matchExpressions: [{key: sidecar.istio.io/inject, operator: In, values: ["true"]}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}", "{}", true, "the namespace 'shop' is not labelled for injection")]
    [InlineData("{istio-injection: disabled}", "{}", true, "the namespace is labelled istio-injection=disabled")]
    [InlineData("{istio-injection: enabled}", "{sidecar.istio.io/inject: \"false\"}", true, "it is labelled sidecar.istio.io/inject=false")]
    [InlineData("{istio-injection: enabled}", "{}", false, "the cluster has no injection webhook")]
    [InlineData("{istio.io/rev: 1-29}", "{}", true, "no injector serves the revision '1-29' (istio.io/rev); there is 'default'")]
    [InlineData("{istio-injection: enabled}", "{}", true, "the injector 'istio-sidecar-injector' would take it now")]
    [InlineData("{}", "{sidecar.istio.io/inject: \"true\"}", true, "the injector 'istio-sidecar-injector' would take it now")]
    public async Task Image_auto_is_explained_by_why_the_injection_did_not_happen(string ns, string labels, bool installed, string why)
    {
        using FakeCluster cluster = new FakeCluster().With($$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {{ns}} }
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: gateway, namespace: shop, uid: u, creationTimestamp: "2026-02-01T00:00:00Z", labels: {{labels}} }
            spec: {containers: [{name: istio-proxy, image: auto}]}
            status:
              phase: Pending
              containerStatuses: [{name: istio-proxy, state: {waiting: {reason: ErrImagePull, message: "failed to pull image \"auto\": not found"} } }]
            {{(installed ? Injector : "")}}
            """);

        Finding finding = Assert.Single(await FindAsync(cluster, new(new("", "v1", "Pod"), "gateway", "shop")), item => item.Cause != FindingCause.NoNodes);

        Assert.Equal(FindingCause.NotInjected, finding.Cause);
        Assert.Contains($"the injection did not happen: {why}", finding.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(finding.Remedy));
    }

    [Theory]
    [InlineData("{name: app, image: a}", "2025-12-01T00:00:00Z", "the pod is older than the injector 'istio-sidecar-injector'")]
    [InlineData("{name: app, image: a}, {name: istio-proxy, image: proxyv2}", "2025-12-01T00:00:00Z", null)]
    public async Task Pod_without_its_sidecar_is_found_although_it_is_ready(string containers, string created, string? why)
    {
        using FakeCluster cluster = new FakeCluster().With($$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {istio-injection: enabled} }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop, uid: d}
            spec: {selector: {matchLabels: {app: web} } }
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web-1, namespace: shop, uid: u, creationTimestamp: "{{created}}", labels: {app: web} }
            spec: {nodeName: n, containers: [{{containers}}]}
            status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
            {{Injector}}
            """);

        IReadOnlyList<Finding> findings = await FindAsync(cluster, new(new("apps", "v1", "Deployment"), "web", "shop"));

        if (why is null)
        {
            Assert.Empty(findings);
        }
        else
        {
            Assert.Equal($"Pod shop/web-1 has no sidecar, although injection is on: {why}.", Assert.Single(findings).Message);
        }
    }

    [Fact]
    public async Task Certificate_whose_Secret_another_one_claims_names_its_twin()
    {
        using FakeCluster cluster = new FakeCluster().With("""
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata: {name: first, namespace: shop}
            spec: {secretName: tls, dnsNames: [a.example.com]}
            status: {conditions: [{type: Ready, status: "False", reason: IncorrectCertificate, message: "Secret was issued for another"}]}
            ---
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata: {name: second, namespace: shop}
            spec: {secretName: tls, dnsNames: [b.example.com]}
            ---
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata: {name: third, namespace: shop}
            spec: {secretName: other, dnsNames: [b.example.com]}
            """);

        Finding finding = (await FindAsync(cluster, new(new("cert-manager.io", "v1", "Certificate"), "first", "shop")))[0];

        Assert.Equal(FindingCause.SecretClaimed, finding.Cause);
        Assert.Equal("Certificate shop/first wants the Secret 'tls', which the Certificate 'second' claims too.", finding.Message);
    }

    [Theory]
    [InlineData("Waiting for HTTP-01 challenge propagation: failed to perform self check GET request: dial tcp: lookup a.example.com: no such host", FindingCause.MissingDnsRecord)]
    [InlineData("Waiting for HTTP-01 challenge propagation: failed to perform self check GET request: dial tcp 203.0.113.7:80: i/o timeout", FindingCause.ChallengeUnreachable)]
    [InlineData("Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'", FindingCause.ChallengeUnreachable)]
    public async Task Certificate_is_explained_by_its_challenge(string reason, FindingCause cause)
    {
        using FakeCluster cluster = new FakeCluster().With($$"""
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata: {name: host, namespace: shop}
            spec: {secretName: tls, dnsNames: [a.example.com]}
            status: {conditions: [{type: Ready, status: "False", reason: DoesNotExist, message: "Issuing certificate"}]}
            ---
            apiVersion: acme.cert-manager.io/v1
            kind: Challenge
            metadata: {name: host-1-2-3, namespace: shop}
            spec: {dnsName: a.example.com, type: HTTP-01}
            status: {state: pending, reason: "{{reason}}"}
            ---
            apiVersion: acme.cert-manager.io/v1
            kind: Challenge
            metadata: {name: other-1-2-3, namespace: shop}
            spec: {dnsName: b.example.com, type: HTTP-01}
            status: {state: pending, reason: "no such host"}
            """);

        IReadOnlyList<Finding> findings = await FindAsync(cluster, new(new("cert-manager.io", "v1", "Certificate"), "host", "shop"));

        Assert.Equal(cause, findings[0].Cause);
        Assert.Contains("'a.example.com'", findings[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, item => item.Message.Contains("b.example.com", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(FakeCluster cluster, ObjectReference reference)
    {
        await using KubernetesClient client = cluster.CreateClient();
        return (await new ClusterDiagnostician(client).DiagnoseAsync(reference, Token)).Findings;
    }
}
