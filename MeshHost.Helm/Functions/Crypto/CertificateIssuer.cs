using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions.Crypto;

/// <summary>Makes certificates as sprig does: for servers and clients, valid from now on, with random serial numbers.</summary>
internal static class CertificateIssuer
{
    private const int NewKeySize = 2048;

    public static CertificateObject Issue(CertificateRequestDetails details, DateTimeOffset now)
    {
        using var key = details.KeyPem is null ? RSA.Create(NewKeySize) : PrivateKeys.Read(details.KeyPem);
        try
        {
            var request = Request(details, key);
            using var issuer = details.Issuer is null ? null : ReadIssuer(details.Issuer);
            var end = now.AddDays(Math.Clamp((double)details.Days, -36_500_000 / 100.0, 36_500_000 / 100.0));
            using var certificate = issuer is null ? SelfSign(request, key, now, end) : Sign(request, issuer, now, end);
            return new CertificateObject(Pem("CERTIFICATE", certificate.RawData), PrivateKeys.Write(key));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FunctionException($"error creating certificate: {e.Message}", e);
        }
    }

    public static X509Certificate2 Read(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new FunctionException(
                PemEncoding.TryFind(pem, out _) ? $"error parsing certificate: decodedCert.Bytes: {e.Message}" : "unable to decode certificate", e);
        }
    }

    public static string Pem(string label, byte[] data) => PemEncoding.WriteString(label, data) + "\n";

    private static CertificateRequest Request(CertificateRequestDetails details, AsymmetricAlgorithm key)
    {
        var builder = new X500DistinguishedNameBuilder();
        if (details.CommonName.Length > 0)
        {
            builder.AddCommonName(details.CommonName);
        }

        var request = key switch
        {
            RSA rsa => new CertificateRequest(builder.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ECDsa ecdsa => new CertificateRequest(builder.Build(), ecdsa, HashAlgorithmName.SHA256),
            _ => throw new FunctionException("error creating certificate: x509: only RSA and ECDSA keys are supported"),
        };
        var usage = X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DigitalSignature |
            (details.IsAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.None);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(details.IsAuthority, false, 0, critical: true));
        if (details.IsAuthority)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        }

        AddNames(request, details);
        return request;
    }

    private static void AddNames(CertificateRequest request, CertificateRequestDetails details)
    {
        if (details.Addresses.Count + details.DnsNames.Count == 0)
        {
            return;
        }

        // The framework's builder checks and converts names; sprig takes them as they are.
        var names = new AsnWriter(AsnEncodingRules.DER);
        using (names.PushSequence())
        {
            foreach (var name in details.DnsNames)
            {
                var text = name as string ?? throw new FunctionException($"error processing alternate dns name: {GoPrinter.ToText(name)} is not a string");
                names.WriteCharacterString(
                    UniversalTagNumber.IA5String,
                    Ascii.IsValid(text) ? text : throw new FunctionException($"error creating certificate: x509: {GoQuote.Quote(text)} cannot be encoded as an IA5String"),
                    new Asn1Tag(TagClass.ContextSpecific, 2));
            }

            foreach (var address in details.Addresses)
            {
                var text = address as string ?? throw new FunctionException($"error parsing ip: {GoPrinter.ToText(address)} is not a string");
                var parsed = IPAddress.TryParse(text, out var ip) ? ip : throw new FunctionException($"error parsing ip: {text}");
                names.WriteOctetString(parsed.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
            }
        }

        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", names.Encode(), critical: false));
    }

    private static X509Certificate2 SelfSign(CertificateRequest request, AsymmetricAlgorithm key, DateTimeOffset start, DateTimeOffset end) =>
        request.Create(request.SubjectName, Generator(key), start, end, Serial());

    private static X509SignatureGenerator Generator(AsymmetricAlgorithm key) => key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, DateTimeOffset start, DateTimeOffset end)
    {
        if (issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } identifier)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        }

        using var rsa = issuer.GetRSAPrivateKey();
        using var ecdsa = issuer.GetECDsaPrivateKey();
        var key = (AsymmetricAlgorithm?)rsa ?? ecdsa!;
        return request.Create(issuer.SubjectName, Generator(key), start, end, Serial());
    }

    private static X509Certificate2 ReadIssuer(CertificateObject issuer)
    {
        using var certificate = Read(issuer.Certificate);
        using var key = PrivateKeys.Read(issuer.Key);
        return key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        serial[0] |= 1;
        return serial;
    }
}
