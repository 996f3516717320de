using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;

namespace MeshHost.Tests.Emulator.Clusters;

/// <summary>Istio as far as a rollout sees it: injection, gateways, certificates, mutual TLS, metrics, traces.</summary>
public sealed class MeshTests
{
    private const string GatewayValues = """
        service:
          externalTrafficPolicy: Local
          ports:
          - {name: http2, port: 80, targetPort: 8080, protocol: TCP}
          - {name: https, port: 443, targetPort: 8443, protocol: TCP}
        """;

    [Fact]
    public async Task Pods_get_a_sidecar_WhenTheirNamespaceAsksForIt()
    {
        await using var cluster = await StartMeshAsync();

        await cluster.CreateAsync(Manifests.Deployment("web", "nginx", ns: "shop"));

        await cluster.UntilReadyAsync("deployments", "shop", "web");
        var pod = Assert.Single(cluster.Api.List("", "pods", "shop"));
        Assert.Equal(["app", "istio-proxy"], (pod.At("spec.containers") as JsonArray).Objects().Select(container => container.Text("name")));
        Assert.Equal(2, (pod.At("status.containerStatuses") as JsonArray).Objects().Count(status => status.Boolean("ready") == true));
    }

    [Fact]
    public async Task Pods_fail_to_be_created_WhenTheFirewallKeepsTheControlPlaneFromTheWebhook()
    {
        var cloud = new FakeCloud();
        await using var cluster = await StartMeshAsync(cloud);
        cloud.Allows = (source, port) => port != 15017;

        await cluster.CreateAsync(Manifests.Deployment("web", "nginx", ns: "shop"));

        var sets = await cluster.UntilAsync("apps", "replicasets", list => list.Any(set => set.Namespace() == "shop" && Conditions.IsTrue(set, "ReplicaFailure")), "ReplicaFailure");
        var message = Conditions.Find(sets.First(set => set.Namespace() == "shop").Object("status"), "ReplicaFailure").Text("message");
        Assert.Contains("failed calling webhook \"namespace.sidecar-injector.istio.io\"", message, StringComparison.Ordinal);
        Assert.Contains(cluster.Api.List("", "events", "shop"), item => item.Text("reason") == "FailedCreate");
    }

    [Fact]
    public async Task Requests_between_workloads_are_mutually_authenticated_and_counted()
    {
        await using var cluster = await StartMeshAsync();
        await StartBookinfoAsync(cluster);

        var response = await cluster.CallAsync(cluster.Pod("shop", "productpage"), "reviews", 9080, "/reviews/0");

        Assert.Equal(200, response.Status);
        var metrics = string.Concat(cluster.Runtime.Pods.All.Where(pod => pod.Labels.Text("app") == "reviews").Select(pod => pod.Proxy!.Statistics.Write()));
        Assert.Contains("connection_security_policy=\"mutual_tls\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_requests_are_reset_WhenTheMeshIsStrict()
    {
        await using var cluster = await StartMeshAsync();
        await StartBookinfoAsync(cluster);
        await cluster.CreateAsync(Manifests.Deployment("outsider", "nginx"));
        await cluster.UntilReadyAsync("deployments", "default", "outsider");
        Assert.Equal(200, (await cluster.CallAsync(cluster.Pod("default", "outsider"), "details.shop", 9080, "/details/0")).Status);

        await cluster.CreateAsync("""
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: default, namespace: istio-system}
            spec: {mtls: {mode: STRICT}}
            """);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = cluster.Runtime.Context.Cache.Subscribe("security.istio.io", "peerauthentications", _ => seen.TrySetResult());
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<NetworkException>(() => cluster.CallAsync(cluster.Pod("default", "outsider"), "details.shop", 9080, "/details/0"));
        Assert.Contains("connection reset by peer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edge_redirects_to_https_and_serves_with_the_certificate_of_the_secret()
    {
        await using var cluster = await StartMeshAsync();
        await StartBookinfoAsync(cluster);
        await StartGatewayAsync(cluster);
        await cluster.CreateAsync(string.Join("\n---\n",
            Manifests.Definition("cert-manager.io", "Certificate", "certificates"), Manifests.Definition("cert-manager.io", "CertificateRequest", "certificaterequests"),
            Manifests.Definition("cert-manager.io", "ClusterIssuer", "clusterissuers", "Cluster"), Manifests.Definition("acme.cert-manager.io", "Order", "orders"),
            Manifests.Definition("acme.cert-manager.io", "Challenge", "challenges"), Manifests.Deployment("cert-manager", "quay.io/jetstack/cert-manager-controller:v1.17.0", ns: "cert-manager")));
        await cluster.UntilReadyAsync("deployments", "cert-manager", "cert-manager");
        await cluster.CreateAsync(Certificates);

        var challenges = await cluster.UntilAsync("acme.cert-manager.io", "challenges", list => list.Any(item => item.At("status.reason") is not null), "a pending challenge");
        Assert.Contains("lookup shop.example.com: no such host", challenges[0].At("status.reason").AsText(), StringComparison.Ordinal);
        Assert.DoesNotContain(cluster.Api.List("", "secrets", "istio-ingress"), secret => secret.Name() == "shop-tls");

        cluster.Cloud.Records["shop.example.com"] = await GatewayAddressAsync(cluster);
        await cluster.UntilAsync("cert-manager.io", "certificates", list => list.Any(item => Conditions.IsTrue(item, "Ready")), "the certificate is ready");

        using var client = Client(cluster);
        using var plain = await client.GetAsync(new Uri("http://shop.example.com/productpage"), TestContext.Current.CancellationToken);
        Assert.Equal("https://shop.example.com/productpage", plain.Headers.Location?.ToString());
        var page = await client.GetStringAsync(new Uri("https://shop.example.com/productpage"), TestContext.Current.CancellationToken);
        Assert.Contains("Book Details", page, StringComparison.Ordinal);
        Assert.Contains("Book Reviews", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edge_refuses_WhenTheServiceTargetsAPortThatNothingListensOn()
    {
        await using var cluster = await StartMeshAsync();
        await StartGatewayAsync(cluster, GatewayValues.Replace("8080", "80", StringComparison.Ordinal));
        await cluster.CreateAsync(Routing);

        var failure = await Assert.ThrowsAsync<NetworkException>(async () =>
            await cluster.Internet.ConnectAsync(await GatewayAddressAsync(cluster), 443, "203.0.113.7", TestContext.Current.CancellationToken));

        Assert.Contains("connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edge_times_out_WhenTheFirewallIsClosed()
    {
        var cloud = new FakeCloud { Allows = (_, port) => port is not (80 or 443) };
        await using var cluster = await StartMeshAsync(cloud);
        await StartGatewayAsync(cluster);

        var failure = await Assert.ThrowsAsync<NetworkException>(async () =>
            await cluster.Internet.ConnectAsync(await GatewayAddressAsync(cluster), 80, "203.0.113.7", TestContext.Current.CancellationToken));

        Assert.Contains("i/o timeout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_span_the_services_WhenTracingIsConfigured()
    {
        await using var cluster = await StartMeshAsync(values: """
            meshConfig:
              enableTracing: true
              extensionProviders: [{name: jaeger, zipkin: {service: jaeger-collector.istio-system.svc.cluster.local, port: 9411}}]
            """);
        await cluster.InstallAsync("jaegertracing/jaeger", "jaeger", "istio-system", "{provisionDataStore: {cassandra: false}, allInOne: {enabled: true}, storage: {type: memory}, agent: {enabled: false}, collector: {enabled: false}, query: {enabled: false}}");
        await StartBookinfoAsync(cluster);
        await StartGatewayAsync(cluster);
        await cluster.CreateAsync("""
            apiVersion: telemetry.istio.io/v1
            kind: Telemetry
            metadata: {name: mesh-default, namespace: istio-system}
            spec: {tracing: [{providers: [{name: jaeger}], randomSamplingPercentage: 100}]}
            """);
        await cluster.CreateAsync(Routing.Replace("tls: {httpsRedirect: true}", "", StringComparison.Ordinal));
        await cluster.UntilReadyAsync("deployments", "istio-system", "jaeger");
        cluster.Cloud.Records["shop.example.com"] = await GatewayAddressAsync(cluster);

        using var client = Client(cluster);
        for (var count = 0; count < 6; count++)
        {
            await client.GetStringAsync(new Uri("http://shop.example.com/productpage"), TestContext.Current.CancellationToken);
        }

        var answer = await cluster.CallAsync(cluster.Pod("shop", "details"), "jaeger-query.istio-system", 16686, "/api/services");
        var services = (JsonNode.Parse(answer.BodyText).Array("data")).Texts().ToList();
        Assert.Contains("productpage.shop", services);
        Assert.Contains("ratings.shop", services);
    }

    private static async Task<TestCluster> StartMeshAsync(FakeCloud? cloud = null, string values = "")
    {
        var cluster = await TestCluster.StartAsync(cloud);
        await cluster.CreateAsync("""
            {apiVersion: v1, kind: Namespace, metadata: {name: istio-system}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: istio-ingress, labels: {istio-injection: enabled}}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: cert-manager}}
            """);
        await cluster.InstallAsync("istio/base", "istio-base", "istio-system");
        await cluster.InstallAsync("istio/istiod", "istiod", "istio-system", values);
        await cluster.UntilReadyAsync("deployments", "istio-system", "istiod");
        await cluster.UntilAsync("admissionregistration.k8s.io", "mutatingwebhookconfigurations", list => list.Any(item => item.Name() == "istio-sidecar-injector"
            && item.Array("webhooks").Objects().All(webhook => webhook.At("clientConfig.caBundle").AsText() is { Length: > 0 })), "istiod has patched its webhook");
        return cluster;
    }

    private static async Task StartBookinfoAsync(TestCluster cluster)
    {
        await cluster.CreateAsync(Manifests.Bookinfo("shop"));
        foreach (var name in (string[])["productpage-v1", "details-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3"])
        {
            await cluster.UntilReadyAsync("deployments", "shop", name);
        }
    }

    private static async Task StartGatewayAsync(TestCluster cluster, string values = GatewayValues)
    {
        await cluster.InstallAsync("istio/gateway", "istio-ingressgateway", "istio-ingress", values);
        await cluster.UntilReadyAsync("deployments", "istio-ingress", "istio-ingressgateway");
    }

    private static async Task<string> GatewayAddressAsync(TestCluster cluster)
    {
        var services = await cluster.UntilAsync("", "services", list => list.Any(service => service.At("status.loadBalancer.ingress") is not null), "an address");
        return services.Select(service => (service.At("status.loadBalancer.ingress") as JsonArray).Objects().FirstOrDefault().Text("ip")).First(ip => ip is not null)!;
    }

    private static HttpClient Client(TestCluster cluster)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = (context, token) => cluster.Internet.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, "203.0.113.7", token),
        };
        var root = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(cluster.PublicAuthority.RootPem);
        handler.SslOptions.CertificateChainPolicy = new System.Security.Cryptography.X509Certificates.X509ChainPolicy
        {
            TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust,
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
            CustomTrustStore = { root },
        };
        return new HttpClient(handler);
    }

    private const string Certificates = """
        apiVersion: cert-manager.io/v1
        kind: ClusterIssuer
        metadata: {name: letsencrypt}
        spec:
          acme:
            server: https://acme-v02.api.letsencrypt.org/directory
            email: admin@example.com
            privateKeySecretRef: {name: letsencrypt-key}
            solvers: [{http01: {ingress: {class: istio}}}]
        ---
        apiVersion: cert-manager.io/v1
        kind: Certificate
        metadata: {name: shop-cert, namespace: istio-ingress}
        spec:
          secretName: shop-tls
          issuerRef: {name: letsencrypt, kind: ClusterIssuer}
          dnsNames: [shop.example.com]
        ---
        """ + "\n" + Routing;

    private const string Routing = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: shop, namespace: istio-ingress}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - port: {number: 8080, name: http, protocol: HTTP}
            hosts: [shop.example.com]
            tls: {httpsRedirect: true}
          - port: {number: 8443, name: https, protocol: HTTPS}
            hosts: [shop.example.com]
            tls: {mode: SIMPLE, credentialName: shop-tls}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: shop, namespace: istio-ingress}
        spec:
          hosts: [shop.example.com]
          gateways: [shop]
          http:
          - match: [{uri: {exact: /productpage}}]
            route: [{destination: {host: productpage.shop.svc.cluster.local, port: {number: 9080}}}]
        """;
}
