using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>The Prometheus operator: turns Prometheus and Alertmanager objects into StatefulSets, and serves its admission webhook.</summary>
/// <param name="container">The container.</param>
internal sealed class PrometheusOperatorBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private SslStreamCertificateContext? _certificate;

    private bool UsesTls => Container.Argument("web.enable-tls") == "true";

    private int Port => Container.Argument("web.listen-address") is { } address
        && int.TryParse(address[(address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture, out var port) ? port : UsesTls ? 10250 : 8080;

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _certificate = LoadCertificate();
        List<ControllerRunner> runners =
        [
            new(new MonitoringWorkloadController(Cluster.Context, MonitoringWorkload.Prometheus), Cluster.Context),
            new(new MonitoringWorkloadController(Cluster.Context, MonitoringWorkload.Alertmanager), Cluster.Context),
        ];
        runners.ForEach(runner => runner.Start());
        try
        {
            return await base.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var runner in runners)
            {
                await runner.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public override bool Listens(int port) => port == Port;

    public override Func<string?, SslStreamCertificateContext?>? TlsOf(int port) => port == Port && UsesTls ? _ => _certificate : null;

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) => Task.FromResult(request.Path switch
    {
        "/admission-prometheusrules/mutate" or "/admission-prometheusrules/validate" => AdmissionReviews.Answer(request, ValidateRules),
        "/admission-alertmanagerconfigs/validate" => AdmissionReviews.Answer(request, _ => AdmissionDecision.Allow),
        "/healthz" => EmulatedResponse.Json(new JsonObject { ["status"] = "up" }),
        "/metrics" => EmulatedResponse.Text("# TYPE prometheus_operator_ready gauge\nprometheus_operator_ready{controller=\"prometheus\"} 1\n", 200, "text/plain; version=0.0.4"),
        _ => EmulatedResponse.NotFound(),
    });

    private static AdmissionDecision ValidateRules(JsonObject request)
    {
        foreach (var rule in (request.Object("object").At("spec.groups") as JsonArray).Objects().SelectMany(group => group.Array("rules").Objects()))
        {
            if (rule["expr"] is null || (rule.Text("alert") is null) == (rule.Text("record") is null))
            {
                return new AdmissionDecision("Rules are not valid: each rule needs an expr and either alert or record");
            }
        }

        return AdmissionDecision.Allow;
    }

    /// <summary>The serving certificate, which a chart's hook put into the secret mounted at /cert.</summary>
    private SslStreamCertificateContext? LoadCertificate()
    {
        var name = (Container.Pod.Json.At("spec.volumes") as JsonArray).Objects().Select(volume => volume.At("secret.secretName").AsText()).FirstOrDefault(secret => secret is not null);
        var data = name is null ? null : Cluster.Context.Api.Get("", "secrets", Container.Namespace, name).Object("data");
        if ((data.Text("cert") ?? data.Text("tls.crt")) is not { } certificate || (data.Text("key") ?? data.Text("tls.key")) is not { } key)
        {
            return null;
        }

        using var ephemeral = X509Certificate2.CreateFromPem(Decode(certificate), Decode(key));
        return SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null), null, offline: true);
    }

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
