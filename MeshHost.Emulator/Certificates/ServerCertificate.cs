using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MeshHost.Emulator.Certificates;

/// <summary>Makes what a TLS server needs of a certificate with its chain.</summary>
internal static class ServerCertificate
{
    public static SslStreamCertificateContext Create(IssuedCertificate issued)
    {
        var intermediates = new X509Certificate2Collection();
        if (issued.IntermediatePem.Length > 0)
        {
            intermediates.ImportFromPem(issued.IntermediatePem);
        }

        using var ephemeral = issued.ToCertificate();

        // A round trip through PKCS#12, because SslStream doesn't take ephemeral keys on every platform.
        var usable = X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(usable, intermediates, offline: true);
    }
}
