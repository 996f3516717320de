using System.Security.Cryptography.X509Certificates;

namespace MeshHost.Emulator.Certificates;

/// <summary>A certificate with its key, as PEM texts.</summary>
/// <param name="CertificatePem">The certificate itself.</param>
/// <param name="IntermediatePem">The certificates between it and the root; empty when there are none.</param>
/// <param name="RootPem">The root certificate.</param>
/// <param name="KeyPem">The private key (PKCS#8).</param>
/// <param name="NotBefore">The start of its validity.</param>
/// <param name="NotAfter">The end of its validity.</param>
internal sealed record IssuedCertificate(
    string CertificatePem, string IntermediatePem, string RootPem, string KeyPem, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>What a server sends: the certificate, then the intermediates.</summary>
    public string ChainPem => CertificatePem + IntermediatePem;

    /// <summary>The certificate with its key as an object.</summary>
    public X509Certificate2 ToCertificate() => X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
}
