using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MeshHost.Kubernetes;

/// <summary>A client certificate with its key, and the certificates between it and the authority that the server trusts.</summary>
/// <param name="Leaf">The certificate with its private key.</param>
/// <param name="Intermediates">The others of the chain.</param>
internal sealed record ClientCertificate(X509Certificate2 Leaf, X509Certificate2Collection Intermediates)
{
    /// <summary>Reads a chain and the key of its first certificate from PEM, in a form that every platform's TLS accepts.</summary>
    public static ClientCertificate Read(byte[] certificates, byte[] key)
    {
        string text = Encoding.ASCII.GetString(certificates);
        using X509Certificate2 pem = X509Certificate2.CreateFromPem(text, Encoding.ASCII.GetString(key));
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(text);
        chain.RemoveAt(0);

        // Windows cannot use a key that lives in memory only for client authentication; the round trip through PKCS#12 helps it.
        return new ClientCertificate(X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), chain);
    }

    /// <summary>The form in which a TLS connection sends the whole chain. Nothing is downloaded for it.</summary>
    public SslStreamCertificateContext ToContext() => SslStreamCertificateContext.Create(Leaf, Intermediates, offline: true);
}
