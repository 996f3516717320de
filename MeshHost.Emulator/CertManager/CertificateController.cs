using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.CertManager;

/// <summary>Obtains and renews certificates: Certificate, CertificateRequest, for ACME Order and Challenges, and at last the secret.</summary>
internal sealed class CertificateController(ControllerContext context, CertificateIssuance issuance, ChallengeSolver solver) : Controller(context)
{
    private const string Group = "cert-manager.io";
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    public override string Name => "certificates";

    public override IReadOnlyList<WatchRule> Watches =>
    [
        Own(Group, "certificates"),
        new WatchRule("", "secrets", change => Context.Cache.List(Group, "certificates", change.Object.Namespace())
            .Where(certificate => certificate.At("spec.secretName").AsText() == change.Object.Name()).Select(KeyOf)),
        new WatchRule(Group, "issuers", change => Users(change.Object)),
        new WatchRule(Group, "clusterissuers", change => Users(change.Object)),
    ];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get(Group, "certificates", key.Namespace, key.Name) is not { } certificate || certificate.IsTerminating())
        {
            return null;
        }

        if (issuance.ReasonToIssue(certificate) is not var (reason, message))
        {
            return await ConfirmAsync(certificate, cancellationToken).ConfigureAwait(false);
        }

        await SetStatusAsync(certificate, status =>
        {
            Conditions.Set(status, "Issuing", "True", reason, message, Clock.UtcNow, Generation(certificate));
            Conditions.Set(status, "Ready", "False", reason, message, Clock.UtcNow, Generation(certificate));
        }, cancellationToken).ConfigureAwait(false);
        var request = await EnsureRequestAsync(certificate, cancellationToken).ConfigureAwait(false);
        if (!issuance.IsIssuerReady(certificate, out var issuer, out var problem))
        {
            await SetRequestAsync(request, "False", "Pending", problem, cancellationToken).ConfigureAwait(false);
            return s_retry;
        }

        if (issuer.At("spec.acme") is not null)
        {
            var progress = await solver.SolveAsync(certificate, request, issuer, cancellationToken).ConfigureAwait(false);
            if (!progress.IsComplete)
            {
                await SetRequestAsync(request, "False", "Pending", progress.Message, cancellationToken).ConfigureAwait(false);
                return s_retry;
            }
        }

        await issuance.IssueAsync(certificate, issuer, cancellationToken).ConfigureAwait(false);
        await SetRequestAsync(request, "True", "Issued", "Certificate fetched from issuer successfully", cancellationToken).ConfigureAwait(false);
        await Api.RecordEventAsync(certificate, "Normal", "Issuing", "The certificate has been successfully issued", cancellationToken).ConfigureAwait(false);
        return await ConfirmAsync(certificate, cancellationToken).ConfigureAwait(false);
    }

    private static long Generation(JsonObject obj) => obj.At("metadata.generation").AsInteger() ?? 1;

    private static int NextRevision(JsonObject certificate) => (int)(certificate.At("status.revision").AsInteger() ?? 0) + 1;

    private IEnumerable<ObjectKey> Users(JsonObject issuer) => Context.Cache.List(Group, "certificates")
        .Where(certificate => certificate.At("spec.issuerRef.name").AsText() == issuer.Name()).Select(KeyOf);

    private async Task<TimeSpan?> ConfirmAsync(JsonObject certificate, CancellationToken cancellationToken)
    {
        var validity = issuance.ValidityOf(certificate);
        await SetStatusAsync(certificate, status =>
        {
            if (validity is { } times)
            {
                status["notBefore"] = KubernetesTime.Format(times.NotBefore);
                status["notAfter"] = KubernetesTime.Format(times.NotAfter);
                status["renewalTime"] = KubernetesTime.Format(times.Renewal);
            }

            if (Conditions.Find(status, "Issuing") is not null || status["revision"] is null)
            {
                status["revision"] = NextRevision(certificate);
            }

            Conditions.Remove(status, "Issuing");
            Conditions.Set(status, "Ready", "True", "Ready", "Certificate is up to date and has not expired", Clock.UtcNow, Generation(certificate));
        }, cancellationToken).ConfigureAwait(false);

        // Certificates live in real time, not in emulated time, or a compressed rollout would renew them all the while.
        return validity is { } valid && Clock.Scale > 0 && valid.Renewal - Clock.UtcNow is { } left && left < TimeSpan.FromDays(1) ? left / Clock.Scale : null;
    }

    private async Task<JsonObject> EnsureRequestAsync(JsonObject certificate, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{certificate.Name()}-{NextRevision(certificate)}");
        if (Api.Get(Group, "certificaterequests", certificate.Namespace(), name) is { } existing)
        {
            return existing;
        }

        await Api.RecordEventAsync(certificate, "Normal", "Issuing", "Issuing certificate as Secret does not exist", cancellationToken).ConfigureAwait(false);
        var created = await Api.CreateAsync(new JsonObject
        {
            ["apiVersion"] = "cert-manager.io/v1",
            ["kind"] = "CertificateRequest",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = certificate.Namespace(),
                ["annotations"] = new JsonObject
                {
                    ["cert-manager.io/certificate-name"] = certificate.Name(),
                    ["cert-manager.io/certificate-revision"] = NextRevision(certificate).ToString(CultureInfo.InvariantCulture),
                },
                ["ownerReferences"] = new JsonArray(PodTemplates.OwnerReference(certificate, "cert-manager.io/v1", "Certificate")),
            },
            ["spec"] = new JsonObject
            {
                ["issuerRef"] = certificate.At("spec.issuerRef")!.DeepClone(),
                ["request"] = CertificateIssuance.SigningRequest(certificate),
                ["usages"] = new JsonArray("digital signature", "key encipherment"),
            },
        }, cancellationToken).ConfigureAwait(false);
        await Api.UpdateAsync(Group, "certificaterequests", certificate.Namespace(), name, current => Conditions.Set(
            current.Ensure("status"), "Approved", "True", "cert-manager.io", "Certificate request has been approved by cert-manager.io", Clock.UtcNow), status: true, cancellationToken)
            .ConfigureAwait(false);
        return created;
    }

    private Task SetRequestAsync(JsonObject request, string ready, string reason, string message, CancellationToken cancellationToken) =>
        Api.UpdateAsync(Group, "certificaterequests", request.Namespace(), request.Name(), current =>
            Conditions.Set(current.Ensure("status"), "Ready", ready, reason, message, Clock.UtcNow), status: true, cancellationToken);

    private Task SetStatusAsync(JsonObject certificate, Action<JsonObject> change, CancellationToken cancellationToken) =>
        Api.UpdateAsync(Group, "certificates", certificate.Namespace(), certificate.Name(), current =>
        {
            var before = current["status"]?.DeepClone();
            change(current.Ensure("status"));
            return !JsonNode.DeepEquals(before, current["status"]);
        }, status: true, cancellationToken);
}
