using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.CertManager;

/// <summary>The checks of cert-manager's validating webhook.</summary>
internal static class CertManagerValidator
{
    private static readonly string[] s_issuerTypes = ["acme", "ca", "selfSigned", "vault", "venafi"];

    public static AdmissionDecision Validate(JsonObject request)
    {
        if (request.Object("object") is not { } obj)
        {
            return AdmissionDecision.Allow;
        }

        var problem = obj.Text("kind") switch
        {
            "Certificate" => Certificate(obj.Object("spec")),
            "Issuer" or "ClusterIssuer" => Issuer(obj.Object("spec")),
            _ => null,
        };
        return problem is null ? AdmissionDecision.Allow : new AdmissionDecision(problem);
    }

    private static string? Certificate(JsonObject? spec)
    {
        if (spec.Text("secretName") is not { Length: > 0 })
        {
            return "spec.secretName: Required value: must be specified";
        }

        if (spec.At("issuerRef.name").AsText() is not { Length: > 0 })
        {
            return "spec.issuerRef.name: Required value: must be specified";
        }

        if (spec.At("issuerRef.kind").AsText() is { } kind and not ("Issuer" or "ClusterIssuer") && spec.At("issuerRef.group").AsText() is null or "cert-manager.io")
        {
            return $"spec.issuerRef.kind: Invalid value: \"{kind}\": must be one of Issuer or ClusterIssuer";
        }

        return spec.Array("dnsNames") is not { Count: > 0 } && spec.Text("commonName") is not { Length: > 0 } && spec.Array("ipAddresses") is not { Count: > 0 }
            && spec.Array("uris") is not { Count: > 0 } && spec.Text("literalSubject") is null && spec.Array("emailAddresses") is null
            ? "spec: Invalid value: \"\": at least one of commonName (from the commonName field or from a literalSubject), dnsNames, uriSANs, ipAddresses, emailSANs or otherNames must be set"
            : null;
    }

    private static string? Issuer(JsonObject? spec)
    {
        var types = s_issuerTypes.Where(type => spec?[type] is not null).ToList();
        if (types.Count == 0)
        {
            return "spec: Required value: at least one issuer must be configured";
        }

        if (types.Count > 1)
        {
            return $"spec.{types[1]}: Forbidden: may not specify more than one issuer type";
        }

        if (spec.Object("acme") is { } acme)
        {
            if (acme.Text("server") is not { Length: > 0 })
            {
                return "spec.acme.server: Required value: acme server URL is a required field";
            }

            if (acme.At("privateKeySecretRef.name").AsText() is not { Length: > 0 })
            {
                return "spec.acme.privateKeySecretRef.name: Required value: private key secret name is a required field";
            }
        }

        return spec.Object("ca") is { } ca && ca.Text("secretName") is not { Length: > 0 } ? "spec.ca.secretName: Required value" : null;
    }
}
