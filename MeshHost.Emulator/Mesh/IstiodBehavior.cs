using System.Globalization;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>
/// Istio's control plane: makes its certificate authority, gives its root to every namespace, patches it into its webhooks, and serves them.
/// </summary>
/// <param name="container">The container.</param>
internal sealed class IstiodBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private const int WebhookPort = 15017;
    private const int MonitoringPort = 15014;
    private const int DebugPort = 8080;
    private const string RootConfigMap = "istio-ca-root-cert";
    private const string AuthoritySecret = "istio-ca-secret";

    private CertificateAuthority? _authority;
    private SslStreamCertificateContext? _certificate;

    /// <summary>Whether it serves proxies and webhooks.</summary>
    public bool IsServing { get; private set; }

    /// <summary>The share of requests to trace that its environment sets, in percent.</summary>
    public double? TraceSampling =>
        double.TryParse(Container.Environment("PILOT_TRACE_SAMPLING"), CultureInfo.InvariantCulture, out var percent) ? percent : null;

    public override TimeSpan StartupTime => TimeSpan.FromSeconds(3);

    private IClusterApi Api => Cluster.Context.Api;

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Container.Log.Write("info\tinitializing mesh configuration");
        _authority = await LoadAuthorityAsync(cancellationToken).ConfigureAwait(false);
        var issued = _authority.Issue($"istiod.{Container.Namespace}.svc", [$"istiod.{Container.Namespace}.svc", $"istiod.{Container.Namespace}.svc.cluster.local"], TimeSpan.FromDays(365));
        _certificate = ServerCertificate.Create(issued);
        IsServing = true;
        Container.Log.Write("info\tStarting Istiod Server");
        try
        {
            await using var root = new ConfigMapSpread(Cluster.Context, RootConfigMap, "root-cert.pem", _authority.RootPem).ConfigureAwait(false);
            await using var webhooks = new WebhookPatcher(Cluster.Context, ServesWebhook, _authority.RootPem, raiseFailurePolicy: true).ConfigureAwait(false);
            return await base.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            IsServing = false;
        }
    }

    public override ValueTask<string?> CheckReadyAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(IsServing ? null : "HTTP probe failed with statuscode: 503");

    public override bool Listens(int port) => IsServing && port is DebugPort or MonitoringPort or WebhookPort or 15010 or 15012;

    public override Func<string?, SslStreamCertificateContext?>? TlsOf(int port) => port is WebhookPort or 15012 ? _ => _certificate : null;

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) => Task.FromResult((port, request.Path) switch
    {
        (WebhookPort, "/validate") => AdmissionReviews.Answer(request, new IstioValidator().Validate),
        (WebhookPort, var path) when path.StartsWith("/inject", StringComparison.Ordinal) => AdmissionReviews.Answer(request, new SidecarInjector(Cluster, Container.Namespace).Inject),
        (DebugPort, "/ready") => EmulatedResponse.Text(""),
        (MonitoringPort, "/metrics") => EmulatedResponse.Text(Metrics(), 200, "text/plain; version=0.0.4"),
        (MonitoringPort or DebugPort, "/version") => EmulatedResponse.Text(ImageName.Parse(Container.Image).Tag),
        (DebugPort or MonitoringPort, "/debug/syncz") => EmulatedResponse.Json(new JsonArray([.. Cluster.Pods.All.Where(pod => pod.HasProxy)
            .Select(pod => (JsonNode)new JsonObject { ["proxy"] = $"{pod.Name}.{pod.Namespace}", ["cluster_id"] = "Kubernetes" })])),
        _ => EmulatedResponse.NotFound(),
    });

    private string Metrics()
    {
        var proxies = Cluster.Pods.All.Count(pod => pod.HasProxy);
        var text = new StringBuilder();
        text.Append("# TYPE pilot_xds gauge\n").Append(CultureInfo.InvariantCulture, $"pilot_xds{{version=\"{ImageName.Parse(Container.Image).Tag}\"}} {proxies}\n");
        text.Append("# TYPE istio_build gauge\n").Append(CultureInfo.InvariantCulture, $"istio_build{{component=\"pilot\",tag=\"{ImageName.Parse(Container.Image).Tag}\"}} 1\n");
        text.Append("# TYPE pilot_services gauge\n").Append(CultureInfo.InvariantCulture, $"pilot_services {Cluster.Context.Cache.List("", "services").Count}\n");
        return text.ToString();
    }

    private bool ServesWebhook(JsonObject webhook) =>
        webhook.At("clientConfig.service.namespace").AsText() == Container.Namespace && webhook.At("clientConfig.service.name").AsText()?.StartsWith("istiod", StringComparison.Ordinal) == true;

    /// <summary>The authority outlives restarts in a secret; several replicas share it.</summary>
    private async Task<CertificateAuthority> LoadAuthorityAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Api.Get("", "secrets", Container.Namespace, AuthoritySecret) is { } secret
                && secret.Object("data").Text("ca-cert.pem") is { } certificate && secret.Object("data").Text("ca-key.pem") is { } key)
            {
                return CertificateAuthority.FromPem(Decode(certificate), Decode(key), Cluster.Context.Clock.Time);
            }

            var created = CertificateAuthority.Create("cluster.local", Cluster.Context.Clock.Time, "cluster.local");
            try
            {
                await Api.CreateAsync(new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "Secret",
                    ["metadata"] = new JsonObject { ["name"] = AuthoritySecret, ["namespace"] = Container.Namespace },
                    ["type"] = "istio.io/ca-root",
                    ["data"] = new JsonObject { ["ca-cert.pem"] = Encode(created.RootPem), ["ca-key.pem"] = Encode(created.IssuerKeyPem) },
                }, cancellationToken).ConfigureAwait(false);
                return created;
            }
            catch (StatusException ex) when (ex.Reason == "AlreadyExists" && attempt < 3)
            {
                // Another replica was faster: the next turn reads its authority.
            }
        }
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
