using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace MeshHost.Kubernetes;

/// <summary>Finds in a broken connection what TLS said about a certificate.</summary>
internal static partial class TlsFailure
{
    /// <summary>What was refused and why, in words; <see langword="null"/> when the connection broke for another reason.</summary>
    public static string? Describe(Exception exception, bool showsCertificate)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (Alert().Match(cause.Message) is { Success: true } alert)
            {
                string said = alert.Groups["alert"].Value.Replace('_', ' ');
                return showsCertificate
                    ? $"it rejected the client certificate ({said}): sign in again, or send the whole chain up to an authority that the server trusts"
                    : $"it asks for a client certificate ({said}), and the kubeconfig's user has none";
            }
        }

        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return (cause.InnerException as AuthenticationException ?? cause).Message;
            }
        }

        return null;
    }

    // OpenSSL: "tlsv1 alert unknown ca", "sslv3 alert bad certificate"; others name the alert in quotes.
    [GeneratedRegex("""alert:? '?(?<alert>unknown ca|UnknownCA|bad certificate|BadCertificate|certificate (expired|revoked|unknown|required)|Certificate(Expired|Revoked|Unknown|Required)|unsupported certificate|UnsupportedCert(ificate)?|access denied|AccessDenied)""", RegexOptions.IgnoreCase)]
    private static partial Regex Alert();
}
