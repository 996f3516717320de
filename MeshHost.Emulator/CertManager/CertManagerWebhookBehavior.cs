using System.Globalization;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.CertManager;

/// <summary>cert-manager's webhook: makes the authority of its own serving certificate, and checks what is written.</summary>
/// <param name="container">The container.</param>
internal sealed class CertManagerWebhookBehavior(ContainerContext container) : ContainerBehavior(container)
{
    private const int HealthPort = 6080;

    private SslStreamCertificateContext? _certificate;

    private int SecurePort => int.TryParse(Container.Argument("secure-port"), CultureInfo.InvariantCulture, out var port) ? port : 10250;

    private IClusterApi Api => Cluster.Context.Api;

    public override async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var secretName = Container.Argument("dynamic-serving-ca-secret-name") ?? "cert-manager-webhook-ca";

        // Given once with commas or, as the public chart does, once for each name.
        string[] names = [.. Container.ArgumentValues("dynamic-serving-dns-names").SelectMany(value => value.Split(','))];
        if (names.Length == 0)
        {
            names = [$"cert-manager-webhook.{Container.Namespace}.svc"];
        }

        var authority = await LoadAuthorityAsync(secretName, cancellationToken).ConfigureAwait(false);
        _certificate = ServerCertificate.Create(authority.Issue(names[0], names, TimeSpan.FromDays(7)));
        Container.Log.Write($"\"msg\"=\"Updated cert-manager TLS certificate\" \"DNSNames\"=[{string.Join(' ', names)}]");
        return await base.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask<string?> CheckReadyAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(_certificate is null ? "HTTP probe failed with statuscode: 500" : null);

    public override bool Listens(int port) => port == HealthPort || (port == SecurePort && _certificate is not null);

    public override Func<string?, SslStreamCertificateContext?>? TlsOf(int port) => port == SecurePort ? _ => _certificate : null;

    public override Task<EmulatedResponse> HandleAsync(EmulatedRequest request, int port, CancellationToken cancellationToken) => Task.FromResult(request.Path switch
    {
        "/mutate" => AdmissionReviews.Answer(request, _ => AdmissionDecision.Allow),
        "/validate" => AdmissionReviews.Answer(request, CertManagerValidator.Validate),
        "/healthz" or "/livez" => EmulatedResponse.Text("ok"),
        _ => EmulatedResponse.NotFound(),
    });

    private async Task<CertificateAuthority> LoadAuthorityAsync(string secretName, CancellationToken cancellationToken)
    {
        var time = Cluster.Context.Clock.Time;
        if (Api.Get("", "secrets", Container.Namespace, secretName) is { } existing
            && existing.Object("data").Text("tls.crt") is { Length: > 0 } certificate && existing.Object("data").Text("tls.key") is { Length: > 0 } key)
        {
            return CertificateAuthority.FromPem(Decode(certificate), Decode(key), time);
        }

        var authority = CertificateAuthority.Create("cert-manager-webhook-ca", time, "cert-manager");
        await Api.CreateAsync(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject
            {
                ["name"] = secretName,
                ["namespace"] = Container.Namespace,
                ["annotations"] = new JsonObject { ["cert-manager.io/allow-direct-injection"] = "true" },
                ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "cert-manager-webhook" },
            },
            ["type"] = "kubernetes.io/tls",
            ["data"] = new JsonObject { ["ca.crt"] = Encode(authority.RootPem), ["tls.crt"] = Encode(authority.IssuerPem), ["tls.key"] = Encode(authority.IssuerKeyPem) },
        }, cancellationToken).ConfigureAwait(false);
        return authority;
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
