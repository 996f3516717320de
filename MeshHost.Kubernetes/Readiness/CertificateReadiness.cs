namespace MeshHost.Kubernetes.Readiness;

/// <summary>Readiness of cert-manager's ACME orders and challenges, which report a state rather than conditions.</summary>
internal static class CertificateReadiness
{
    public static ReadinessResult AcmeState(KubernetesObject obj)
    {
        string state = obj.Json.StringAt("status", "state") ?? "";
        string reason = obj.Json.StringAt("status", "reason") is { Length: > 0 } given ? $"{state}: {given}" : state;
        return state switch
        {
            "valid" => ReadinessResult.Ready("valid"),
            "invalid" or "expired" or "errored" => ReadinessResult.Failed(reason),
            "" => ReadinessResult.InProgress("not started"),
            _ => ReadinessResult.InProgress(reason),
        };
    }
}
