using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshHost.Emulator.Certificates;

/// <summary>A private certificate authority in memory: a root, an optional intermediate, and the certificates below them.</summary>
internal sealed class CertificateAuthority
{
    private static readonly Oid s_serverAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid s_clientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2 _issuer;
    private readonly TimeProvider _time;

    private CertificateAuthority(X509Certificate2 issuer, string rootPem, string? intermediatePem, TimeProvider time)
    {
        _issuer = issuer;
        RootPem = rootPem;
        IntermediatePem = intermediatePem;
        _time = time;
    }

    /// <summary>The root certificate: what clients trust.</summary>
    public string RootPem { get; }

    /// <summary>The certificate between root and leaves, which servers send along; <see langword="null"/> when the root itself signs.</summary>
    public string? IntermediatePem { get; }

    public string IssuerName => _issuer.Subject;

    /// <summary>The PEM of the signing key, for secrets that the emulated controllers keep in the cluster.</summary>
    public string IssuerKeyPem => _issuer.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    /// <summary>The signing certificate itself.</summary>
    public string IssuerPem => _issuer.ExportCertificatePem();

    /// <summary>Makes an authority whose root signs leaves directly.</summary>
    public static CertificateAuthority Create(string commonName, TimeProvider time, string organization = "MeshHost Emulator")
    {
        var root = CreateRoot(commonName, organization, time);
        return new CertificateAuthority(root, root.ExportCertificatePem() + "\n", intermediatePem: null, time);
    }

    /// <summary>Makes an authority with a root that signs only an intermediate, as public authorities do.</summary>
    public static CertificateAuthority CreateWithIntermediate(string rootName, string intermediateName, TimeProvider time)
    {
        const string Organization = "MeshHost Emulator";
        using var root = CreateRoot(rootName, Organization, time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = NewRequest($"CN={intermediateName}, O={Organization}", key);
        AddAuthorityExtensions(request, pathLength: 0);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        var now = time.GetUtcNow();
        using var certificate = request.Create(root, now.AddMinutes(-5), now.AddYears(5), NewSerial());
        var intermediate = certificate.CopyWithPrivateKey(key);
        return new CertificateAuthority(intermediate, root.ExportCertificatePem() + "\n", certificate.ExportCertificatePem() + "\n", time);
    }

    /// <summary>Reads an authority with root and intermediate from what <see cref="ToPem"/> has written.</summary>
    public static CertificateAuthority FromPem(string pem, TimeProvider time)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        var intermediate = certificates[1].ExportCertificatePem();
        return new CertificateAuthority(X509Certificate2.CreateFromPem(intermediate, pem), certificates[0].ExportCertificatePem() + "\n", intermediate + "\n", time);
    }

    /// <summary>Root, intermediate and the signing key in one text.</summary>
    public string ToPem() => RootPem + IntermediatePem + IssuerKeyPem + "\n";

    /// <summary>Reads an authority from the PEM texts of its certificate and key.</summary>
    public static CertificateAuthority FromPem(string certificatePem, string keyPem, TimeProvider time) =>
        new(X509Certificate2.CreateFromPem(certificatePem, keyPem), certificatePem, intermediatePem: null, time);

    /// <summary>Issues a certificate with a new key.</summary>
    public IssuedCertificate Issue(string commonName, IEnumerable<string> names, TimeSpan lifetime, bool client = false, bool isAuthority = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Issue(key, commonName, names, lifetime, client, isAuthority);
    }

    /// <summary>Issues a certificate for an existing key.</summary>
    public IssuedCertificate Issue(
        ECDsa key, string commonName, IEnumerable<string> names, TimeSpan lifetime, bool client = false, bool isAuthority = false)
    {
        var request = NewRequest($"CN={commonName}", key);
        if (isAuthority)
        {
            AddAuthorityExtensions(request, pathLength: null);
        }
        else
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
                client ? [s_serverAuthentication, s_clientAuthentication] : [s_serverAuthentication], false));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        }

        AddAlternativeNames(request, names);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_issuer, true, false));
        var now = _time.GetUtcNow();
        var notBefore = now.AddMinutes(-1);
        var notAfter = now + lifetime;
        if (notAfter > _issuer.NotAfter)
        {
            notAfter = _issuer.NotAfter;
        }

        using var certificate = request.Create(_issuer, notBefore, notAfter, NewSerial());
        return new IssuedCertificate(
            certificate.ExportCertificatePem() + "\n",
            IntermediatePem ?? string.Empty,
            RootPem,
            key.ExportPkcs8PrivateKeyPem() + "\n",
            notBefore,
            notAfter);
    }

    private static X509Certificate2 CreateRoot(string commonName, string organization, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = NewRequest($"CN={commonName}, O={organization}", key);
        AddAuthorityExtensions(request, pathLength: null);
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddMinutes(-10), now.AddYears(10));
    }

    private static CertificateRequest NewRequest(string subject, ECDsa key) =>
        new(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);

    private static void AddAuthorityExtensions(CertificateRequest request, int? pathLength)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, pathLength is not null, pathLength ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
    }

    private static void AddAlternativeNames(CertificateRequest request, IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        var any = false;
        foreach (var name in names)
        {
            any = true;
            if (IPAddress.TryParse(name, out var address))
            {
                builder.AddIpAddress(address);
            }
            else if (name.Contains("://", StringComparison.Ordinal))
            {
                builder.AddUri(new Uri(name));
            }
            else
            {
                builder.AddDnsName(name);
            }
        }

        if (any)
        {
            request.CertificateExtensions.Add(builder.Build());
        }
    }

    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f; // a serial number is a positive integer
        serial[0] |= 0x01;
        return serial;
    }
}
