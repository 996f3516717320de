using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MeshHost.Kubernetes;

/// <summary>Says why a server's certificate is not accepted.</summary>
internal static class ServerCertificate
{
    public static AuthenticationException Refuse(X509Certificate2? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null)
        {
            return new AuthenticationException("the server showed no certificate");
        }

        X509ChainStatusFlags status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            X509Certificate2 invalid = chain!.ChainElements.FirstOrDefault(element => element.ChainElementStatus.Any(one => one.Status == X509ChainStatusFlags.NotTimeValid))?.Certificate ?? shown;
            return new AuthenticationException(
                $"the certificate '{Name(invalid)}' is valid from {invalid.NotBefore.ToUniversalTime():u} to {invalid.NotAfter.ToUniversalTime():u}, and not now: renew it, or set this machine's clock");
        }

        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0)
        {
            return new AuthenticationException(
                $"its certificate '{Name(shown)}' is signed by an unknown authority, '{shown.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}': put that authority into certificate-authority-data");
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? new AuthenticationException($"its certificate is for another name, {string.Join(", ", Names(shown).DefaultIfEmpty(Name(shown)).Select(name => $"'{name}'"))}: use one of these, or set tls-server-name")
            : new AuthenticationException($"its certificate '{Name(shown)}' is not accepted: {status}");
    }

    private static string Name(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    private static IEnumerable<string> Names(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())));
}
