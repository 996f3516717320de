using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.CertManager;

/// <summary>Prepares issuers: registers ACME accounts, checks the key pairs of private authorities.</summary>
/// <param name="context">The cluster.</param>
/// <param name="resource"><c>issuers</c> or <c>clusterissuers</c>.</param>
/// <param name="clusterResourceNamespace">The namespace of the secrets of cluster issuers.</param>
internal sealed class IssuerController(ControllerContext context, string resource, string clusterResourceNamespace) : Controller(context)
{
    private const string Group = "cert-manager.io";
    private static readonly TimeSpan s_registration = TimeSpan.FromSeconds(2);

    public override string Name => resource;

    public override IReadOnlyList<WatchRule> Watches =>
    [
        Own(Group, resource),
        new WatchRule("", "secrets", change => Context.Cache.List(Group, resource)
            .Where(issuer => issuer.At("spec.ca.secretName").AsText() == change.Object.Name()).Select(KeyOf)),
    ];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get(Group, resource, key.Namespace, key.Name) is not { } issuer || issuer.IsTerminating())
        {
            return null;
        }

        var ns = key.Namespace ?? clusterResourceNamespace;
        if (issuer.At("spec.acme") is JsonObject acme)
        {
            await RegisterAsync(issuer, acme, ns, cancellationToken).ConfigureAwait(false);
            return null;
        }

        var (ready, reason, message) = issuer.At("spec.ca.secretName").AsText() is { } secretName
            ? CheckKeyPair(ns, secretName)
            : issuer.At("spec.selfSigned") is not null
                ? (true, "IsReady", "")
                : (false, "NotEmulated", "The emulator has ACME, CA and self-signed issuers; Vault and Venafi are not emulated.");
        await SetReadyAsync(issuer, ready, reason, message, null, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task RegisterAsync(JsonObject issuer, JsonObject acme, string ns, CancellationToken cancellationToken)
    {
        var generation = issuer.At("metadata.generation").AsInteger() ?? 1;
        if (Conditions.IsTrue(issuer, "Ready") && Conditions.Find(issuer.Object("status"), "Ready").Integer("observedGeneration") == generation)
        {
            return;
        }

        var server = acme.Text("server") ?? "";
        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri))
        {
            await SetReadyAsync(issuer, false, "InvalidConfig", $"Failed to parse existing ACME server URI \"{server}\"", null, cancellationToken).ConfigureAwait(false);
            return;
        }

        await Clock.DelayAsync(s_registration, cancellationToken).ConfigureAwait(false);
        var keyName = acme.At("privateKeySecretRef.name").AsText() ?? "";
        if (Api.Get("", "secrets", ns, keyName) is null)
        {
            using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
            await Api.CreateAsync(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = keyName, ["namespace"] = ns, ["labels"] = new JsonObject { ["controller.cert-manager.io/fao"] = "true" } },
                ["type"] = "Opaque",
                ["data"] = new JsonObject { ["tls.key"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(key.ExportPkcs8PrivateKeyPem())) },
            }, cancellationToken).ConfigureAwait(false);
        }

        var account = $"{uri.GetLeftPart(UriPartial.Authority)}/acme/acct/{PodTemplates.Hash(JsonValue.Create(issuer.Uid()))}";
        await SetReadyAsync(
            issuer, true, "ACMEAccountRegistered", "The ACME account was registered with the ACME server",
            new JsonObject { ["uri"] = account, ["lastRegisteredEmail"] = acme.Text("email") ?? "" }, cancellationToken).ConfigureAwait(false);
    }

    private (bool Ready, string Reason, string Message) CheckKeyPair(string ns, string secretName)
    {
        var data = Api.Get("", "secrets", ns, secretName).Object("data");
        if (data is null)
        {
            return (false, "ErrGetKeyPair", $"Error getting keypair for CA issuer: secrets \"{secretName}\" not found");
        }

        try
        {
            CertificateAuthority.FromPem(Decode(data.Text("tls.crt")), Decode(data.Text("tls.key")), Clock.Time);
            return (true, "KeyPairVerified", "Signing CA verified");
        }
        catch (Exception ex) when (ex is ArgumentException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            return (false, "ErrInvalidKeyPair", $"Error verifying keypair for CA issuer: {ex.Message}");
        }
    }

    private static string Decode(string? base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64 ?? ""));

    private Task SetReadyAsync(JsonObject issuer, bool ready, string reason, string message, JsonObject? acme, CancellationToken cancellationToken) =>
        Api.UpdateAsync(Group, resource, issuer.Namespace(), issuer.Name(), current =>
        {
            var status = current.Ensure("status");
            var changed = Conditions.Set(status, "Ready", ready ? "True" : "False", reason, message, Clock.UtcNow, current.At("metadata.generation").AsInteger() ?? 1);
            if (acme is not null && !JsonNode.DeepEquals(status["acme"], acme))
            {
                status["acme"] = acme.DeepClone();
                changed = true;
            }

            return changed;
        }, status: true, cancellationToken);
}
