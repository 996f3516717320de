using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aspire.Hosting;

namespace MeshHost.Hosting.Dashboard.Security;

/// <summary>The certificate by which the dashboard is served: a given one, or one made for this run.</summary>
internal static class DashboardCertificate
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(30);

    public static X509Certificate2 Load(DashboardOptions options, TimeProvider timeProvider)
    {
        if (options.CertificatePath is not { Length: > 0 } path)
        {
            return Create(options.Address, timeProvider.GetUtcNow());
        }

        try
        {
            return X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12
                ? X509CertificateLoader.LoadPkcs12FromFile(path, options.CertificatePassword)
                : X509Certificate2.CreateFromPemFile(path, options.CertificateKeyPath);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The certificate of the dashboard cannot be read from '{path}' ({DashboardOptions.ConfigurationKey}:Certificate): {exception.Message}",
                exception);
        }
    }

    private static X509Certificate2 Create(IPAddress address, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=MeshHost dashboard", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        if (!IPAddress.IsLoopback(address))
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now + s_lifetime);

        // Through PKCS#12: some platforms cannot serve with a key that exists in memory only.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
