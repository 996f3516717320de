using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>One cluster's certificate authority, and the certificate its API server shows.</summary>
internal sealed class ClusterCertificates : IDisposable
{
    private ClusterCertificates(X509Certificate2 authority, X509Certificate2 server)
    {
        Authority = authority;
        Server = server;
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    /// <summary>Makes the certificates of a server; the authority is that of an earlier run where a file has kept one.</summary>
    /// <param name="clusterName">Name of the cluster.</param>
    /// <param name="now">When they begin to be valid.</param>
    /// <param name="file">Where the authority is kept, or <see langword="null"/>.</param>
    public static ClusterCertificates Create(string clusterName, DateTimeOffset now, string? file = null)
    {
        var (from, to) = (now.AddMinutes(-5), now.AddYears(5));
        var pem = SecretFile.ReadOrCreate(file, () => CreateAuthority(clusterName, from, to));
        var authority = X509Certificate2.CreateFromPem(pem, pem);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serverRequest = new CertificateRequest("CN=kube-apiserver", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in (string[])["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"])
        {
            names.AddDnsName(name);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        serverRequest.CertificateExtensions.Add(names.Build());
        serverRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        serverRequest.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        serverRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        serverRequest.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using var signed = serverRequest.Create(authority, from, authority.NotAfter < to ? authority.NotAfter : to, RandomNumberGenerator.GetBytes(16));
        return new ClusterCertificates(authority, signed.CopyWithPrivateKey(serverKey));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
    }

    private static string CreateAuthority(string clusterName, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Escape(clusterName)}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(from, to);
        return authority.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static string Escape(string name) => string.Concat(name.Where(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_'));
}
