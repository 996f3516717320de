using System.Text.RegularExpressions;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains a Certificate of cert-manager that is not issued: by its twins, and by the challenges of the authority.</summary>
internal static partial class CertificateDiagnosis
{
    /// <summary>Says which other Certificates write to the same Secret: cert-manager issues one of them, and the others never get ready.</summary>
    public static IEnumerable<Finding> ExplainTwins(KubernetesObject certificate, IEnumerable<KubernetesObject> neighbours)
    {
        string? secret = certificate.Json.StringAt("spec", "secretName");
        string[] twins =
        [
            .. neighbours.Where(other => other.Name != certificate.Name && other.Namespace == certificate.Namespace && other.Json.StringAt("spec", "secretName") == secret)
                .Select(other => $"'{other.Name}'").Order(StringComparer.Ordinal),
        ];
        if (secret is not null && twins.Length > 0)
        {
            yield return new Finding(
                FindingCause.SecretClaimed,
                $"{certificate.Reference} wants the Secret '{secret}', which the {(twins.Length == 1 ? "Certificate" : "Certificates")} {string.Join(", ", twins)} {(twins.Length == 1 ? "claims" : "claim")} too.",
                "Give each Certificate a secretName of its own.",
                certificate.Reference);
        }
    }

    /// <summary>Explains the challenges that are under way for a Certificate's names.</summary>
    public static IEnumerable<Finding> ExplainChallenges(KubernetesObject certificate, IEnumerable<KubernetesObject> challenges)
    {
        HashSet<string?> names = [.. certificate.Json.ItemsAt("spec", "dnsNames").Select(name => name.AsString()), certificate.Json.StringAt("spec", "commonName")];
        foreach (KubernetesObject challenge in challenges.Where(challenge => names.Contains(challenge.Json.StringAt("spec", "dnsName"))))
        {
            if (Explain(challenge) is { } finding)
            {
                yield return finding;
            }
        }
    }

    /// <summary>Explains a challenge by the reason that cert-manager gives for its state.</summary>
    public static Finding? Explain(KubernetesObject challenge)
    {
        string host = challenge.Json.StringAt("spec", "dnsName") ?? "";
        string reason = challenge.Json.StringAt("status", "reason") ?? "";
        if (challenge.Json.StringAt("status", "state") == "valid" || reason.Length == 0)
        {
            return null;
        }

        if (NoSuchHost().IsMatch(reason))
        {
            return new Finding(
                FindingCause.MissingDnsRecord, $"The host '{host}' has no DNS record: {reason}", $"Create an A record of '{host}' that leads to the ingress gateway, and see the delegation of its zone.", challenge.Reference);
        }

        if (challenge.Json.StringAt("spec", "type") is "HTTP-01" or "http-01" && Unreachable().IsMatch(reason))
        {
            return new Finding(
                FindingCause.ChallengeUnreachable,
                $"The HTTP-01 challenge of '{host}' cannot be reached: {reason}",
                $"http://{host}/.well-known/acme-challenge/ must lead to cert-manager's solver from the Internet: open port 80, and let no redirect or other route take that path.",
                challenge.Reference);
        }

        return new Finding(FindingCause.Condition, $"The challenge of '{host}' is {challenge.Json.StringAt("status", "state") ?? "waiting"}: {reason}", null, challenge.Reference);
    }

    [GeneratedRegex("no such host|NXDOMAIN|DNS problem|server misbehaving")]
    private static partial Regex NoSuchHost();

    [GeneratedRegex("self check|connection refused|i/o timeout|deadline exceeded|wrong status code|Invalid response from|Timeout during connect|Fetching http")]
    private static partial Regex Unreachable();
}
