using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Mesh;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.CertManager;

/// <summary>Decides when a certificate has to be issued, and issues it into its secret.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="clusterResourceNamespace">The namespace of the secrets of cluster issuers.</param>
internal sealed class CertificateIssuance(ClusterRuntime cluster, string clusterResourceNamespace)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(90);

    private ControllerContext Context => cluster.Context;

    /// <summary>Why a certificate has to be issued, or <see langword="null"/> when its secret holds a good one.</summary>
    public (string Reason, string Message)? ReasonToIssue(JsonObject certificate)
    {
        var secret = SecretOf(certificate);
        if (secret is null)
        {
            return ("DoesNotExist", "Issuing certificate as Secret does not exist");
        }

        if (Read(secret) is not { } current)
        {
            return ("MissingData", "Issuing certificate as Secret does not contain any data");
        }

        using (current)
        {
            var names = Names(certificate).Order(StringComparer.Ordinal).ToList();
            if (PodState.Annotation(secret, "cert-manager.io/alt-names") is { } previous && previous != string.Join(',', names))
            {
                return ("SecretMismatch", $"Existing issued Secret is not up to date for spec: [spec.dnsNames]");
            }

            if (PodState.Annotation(secret, "cert-manager.io/issuer-name") is { } issuer && issuer != certificate.At("spec.issuerRef.name").AsText())
            {
                return ("IncorrectIssuer", $"Issuing certificate as Secret was previously issued by \"{issuer}\"");
            }

            return RenewalTime(certificate, current) <= Context.Clock.UtcNow
                ? ("Renewing", "Renewing certificate as renewal was scheduled")
                : null;
        }
    }

    /// <summary>The validity of the certificate in the secret.</summary>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset Renewal)? ValidityOf(JsonObject certificate)
    {
        if (SecretOf(certificate) is not { } secret || Read(secret) is not { } current)
        {
            return null;
        }

        using (current)
        {
            return (current.NotBefore.ToUniversalTime(), current.NotAfter.ToUniversalTime(), RenewalTime(certificate, current));
        }
    }

    public bool IsIssuerReady(JsonObject certificate, out JsonObject issuer, out string problem)
    {
        var name = certificate.At("spec.issuerRef.name").AsText() ?? "";
        var isCluster = certificate.At("spec.issuerRef.kind").AsText() == "ClusterIssuer";
        var found = Context.Api.Get("cert-manager.io", isCluster ? "clusterissuers" : "issuers", isCluster ? null : certificate.Namespace(), name);
        issuer = found ?? [];
        problem = found is null
            ? $"Referenced \"{(isCluster ? "ClusterIssuer" : "Issuer")}\" not found: {(isCluster ? "clusterissuer" : "issuer")}.cert-manager.io \"{name}\" not found"
            : Conditions.IsTrue(found, "Ready") ? "" : "Referenced issuer does not have a Ready status condition";
        return problem.Length == 0;
    }

    /// <summary>A certificate signing request, base64-encoded PEM as CertificateRequests carry it.</summary>
    public static string SigningRequest(JsonObject certificate)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN={CommonName(certificate)}", key, HashAlgorithmName.SHA256);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(request.CreateSigningRequestPem()));
    }

    public async Task IssueAsync(JsonObject certificate, JsonObject issuer, CancellationToken cancellationToken)
    {
        var lifetime = RouteActions.Duration(certificate.At("spec.duration").AsText()) ?? s_lifetime;
        var isAuthority = certificate.At("spec.isCA").AsBoolean() == true;
        var authority = AuthorityOf(issuer);
        var issued = authority is null
            ? SelfSign(certificate, lifetime)
            : authority.Issue(CommonName(certificate), Names(certificate), lifetime, isAuthority: isAuthority);
        var data = new JsonObject { ["tls.crt"] = Encode(issued.ChainPem), ["tls.key"] = Encode(issued.KeyPem) };
        if (issuer.At("spec.acme") is null)
        {
            // Public authorities are in every client's trust store, so that ACME secrets have no ca.crt.
            data["ca.crt"] = Encode(issued.RootPem);
        }

        var annotations = new JsonObject
        {
            ["cert-manager.io/alt-names"] = string.Join(',', Names(certificate).Order(StringComparer.Ordinal)),
            ["cert-manager.io/certificate-name"] = certificate.Name(),
            ["cert-manager.io/common-name"] = CommonName(certificate),
            ["cert-manager.io/ip-sans"] = "",
            ["cert-manager.io/issuer-group"] = "cert-manager.io",
            ["cert-manager.io/issuer-kind"] = certificate.At("spec.issuerRef.kind").AsText() ?? "Issuer",
            ["cert-manager.io/issuer-name"] = certificate.At("spec.issuerRef.name").AsText(),
            ["cert-manager.io/uri-sans"] = "",
        };
        await WriteSecretAsync(certificate, data, annotations, cancellationToken).ConfigureAwait(false);
    }

    private static IssuedCertificate SelfSign(JsonObject certificate, TimeSpan lifetime)
    {
        var authority = CertificateAuthority.Create(CommonName(certificate), TimeProvider.System);
        return certificate.At("spec.isCA").AsBoolean() == true
            ? new IssuedCertificate(authority.RootPem, "", authority.RootPem, authority.IssuerKeyPem + "\n", DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
            : authority.Issue(CommonName(certificate), Names(certificate), lifetime);
    }

    private CertificateAuthority? AuthorityOf(JsonObject issuer)
    {
        if (issuer.At("spec.acme") is not null)
        {
            return cluster.PublicAuthority;
        }

        if (issuer.At("spec.ca.secretName").AsText() is not { } secretName)
        {
            return null;
        }

        var data = Context.Api.Get("", "secrets", issuer.Namespace() ?? clusterResourceNamespace, secretName).Object("data");
        return CertificateAuthority.FromPem(Decode(data.Text("tls.crt") ?? ""), Decode(data.Text("tls.key") ?? ""), Context.Clock.Time);
    }

    private async Task WriteSecretAsync(JsonObject certificate, JsonObject data, JsonObject annotations, CancellationToken cancellationToken)
    {
        var name = certificate.At("spec.secretName").AsText() ?? "";
        void Fill(JsonObject secret)
        {
            secret["data"] = data.DeepClone();
            var target = secret.Metadata().Ensure("annotations");
            foreach (var (key, value) in annotations)
            {
                target[key] = value?.DeepClone();
            }

            secret.Metadata().Ensure("labels")["controller.cert-manager.io/fao"] = "true";
            foreach (var (key, value) in certificate.At("spec.secretTemplate.labels") as JsonObject ?? [])
            {
                secret.Metadata().Ensure("labels")[key] = value?.DeepClone();
            }
        }

        var updated = await Context.Api.UpdateAsync("", "secrets", certificate.Namespace(), name, secret =>
        {
            Fill(secret);
            return true;
        }, status: false, cancellationToken).ConfigureAwait(false);
        if (updated is null)
        {
            var secret = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = certificate.Namespace() },
                ["type"] = "kubernetes.io/tls",
            };
            Fill(secret);
            await Context.Api.CreateAsync(secret, cancellationToken).ConfigureAwait(false);
        }
    }

    private JsonObject? SecretOf(JsonObject certificate) => Context.Api.Get("", "secrets", certificate.Namespace(), certificate.At("spec.secretName").AsText() ?? "");

    private static X509Certificate2? Read(JsonObject secret)
    {
        if (secret.Object("data").Text("tls.crt") is not { Length: > 0 } certificate || secret.Object("data").Text("tls.key") is not { Length: > 0 })
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(Decode(certificate));
        }
        catch (Exception ex) when (ex is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static DateTimeOffset RenewalTime(JsonObject certificate, X509Certificate2 current)
    {
        var notAfter = new DateTimeOffset(current.NotAfter.ToUniversalTime());
        var lifetime = notAfter - current.NotBefore.ToUniversalTime();
        return notAfter - (RouteActions.Duration(certificate.At("spec.renewBefore").AsText()) ?? lifetime / 3);
    }

    private static string CommonName(JsonObject certificate) => certificate.At("spec.commonName").AsText() ?? Names(certificate).FirstOrDefault() ?? certificate.Name();

    private static IEnumerable<string> Names(JsonObject certificate) => (certificate.At("spec.dnsNames") as JsonArray).Texts()
        .Concat((certificate.At("spec.ipAddresses") as JsonArray).Texts()).Concat((certificate.At("spec.uris") as JsonArray).Texts());

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
