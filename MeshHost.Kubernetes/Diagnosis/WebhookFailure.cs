using System.Text.RegularExpressions;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>What an API server's message says about a webhook that it called.</summary>
/// <param name="Webhook">The webhook's name, such as <c>namespace.sidecar-injector.istio.io</c>.</param>
/// <param name="Service">The service behind it, or <see langword="null"/>.</param>
/// <param name="Namespace">The service's namespace, or <see langword="null"/>.</param>
/// <param name="ServicePort">The service's port, or <see langword="null"/>.</param>
/// <param name="DialledPort">The port of the pod that could not be reached, where the message names it.</param>
/// <param name="Detail">What went wrong.</param>
/// <param name="IsDenial">Whether the webhook answered, and refused.</param>
internal sealed partial record WebhookFailure(
    string Webhook, string? Service, string? Namespace, int? ServicePort, int? DialledPort, string Detail, bool IsDenial)
{
    public bool IsTimeout => Detail.Contains("deadline exceeded", StringComparison.Ordinal)
        || Detail.Contains("i/o timeout", StringComparison.Ordinal)
        || Detail.Contains("request canceled", StringComparison.Ordinal)
        || Detail.Contains("Timeout exceeded", StringComparison.Ordinal);

    public bool IsCertificate => Detail.Contains("x509", StringComparison.Ordinal) || Detail.Contains("tls:", StringComparison.Ordinal) || Detail.Contains("certificate", StringComparison.Ordinal);

    public static WebhookFailure? TryParse(string message)
    {
        Match denied = Denied().Match(message);
        if (denied.Success)
        {
            return new WebhookFailure(denied.Groups["name"].Value, null, null, null, null, denied.Groups["why"].Value.Trim(), IsDenial: true);
        }

        Match failed = Failed().Match(message);
        if (!failed.Success)
        {
            return null;
        }

        string detail = failed.Groups["why"].Value.Trim();
        Match url = Url().Match(detail);
        Match dialled = Dialled().Match(detail);
        Match noEndpoints = NoEndpoints().Match(detail);
        return new WebhookFailure(
            failed.Groups["name"].Value,
            url.Success ? url.Groups["service"].Value : noEndpoints.Success ? noEndpoints.Groups["service"].Value : null,
            url.Success ? url.Groups["ns"].Value : null,
            url.Success ? int.Parse(url.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture) : null,
            dialled.Success ? int.Parse(dialled.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture) : null,
            url.Success ? detail[(url.Index + url.Length)..].TrimStart('"', ':', ' ') : detail,
            IsDenial: false);
    }

    // admission webhook "validate.example.com" denied the request: too many
    [GeneratedRegex("""admission webhook "(?<name>[^"]+)" denied the request:? ?(?<why>.*)""", RegexOptions.Singleline)]
    private static partial Regex Denied();

    // failed calling webhook "a.b.io": failed to call webhook: Post "https://svc.ns.svc:443/inject?timeout=10s": context deadline exceeded
    [GeneratedRegex("""failed calling webhook "(?<name>[^"]+)": (failed to call webhook: )?(?<why>.*)""", RegexOptions.Singleline)]
    private static partial Regex Failed();

    [GeneratedRegex("""Post "https?://(?<service>[^."/:]+)\.(?<ns>[^."/:]+)\.svc(\.[^":/]+)?:(?<port>\d+)[^"]*":?""")]
    private static partial Regex Url();

    [GeneratedRegex("""dial tcp (\[[^\]]+\]|[\d.]+):(?<port>\d+)""")]
    private static partial Regex Dialled();

    [GeneratedRegex("""(no endpoints available for service|service) "(?<service>[^"]+)"( not found)?""")]
    private static partial Regex NoEndpoints();
}
