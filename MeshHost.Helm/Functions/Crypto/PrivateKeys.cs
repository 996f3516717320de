using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using MeshHost.Helm.Templating;

namespace MeshHost.Helm.Functions.Crypto;

/// <summary>Private keys as PEM in the forms sprig reads and writes.</summary>
internal static class PrivateKeys
{
    public static string Generate(string type)
    {
        switch (type)
        {
            case "" or "rsa":
                using (var rsa = RSA.Create(4096))
                {
                    return Write(rsa);
                }

            case "ecdsa":
                using (var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    return Write(ecdsa);
                }

            case "ed25519":
                // PKCS#8 of an Ed25519 key is a fixed head and the 32 bytes of the seed.
                byte[] head = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
                return CertificateIssuer.Pem("PRIVATE KEY", [.. head, .. RandomNumberGenerator.GetBytes(32)]);
            case "dsa":
                return GenerateDsa();
            default:
                return "Unknown type " + type;
        }
    }

    public static string Write(AsymmetricAlgorithm key) => key switch
    {
        RSA rsa => CertificateIssuer.Pem("RSA PRIVATE KEY", rsa.ExportRSAPrivateKey()),
        ECDsa ecdsa => CertificateIssuer.Pem("EC PRIVATE KEY", ecdsa.ExportECPrivateKey()),
        _ => throw new FunctionException("failed to generate private key: unknown key"),
    };

    public static AsymmetricAlgorithm Read(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new FunctionException("parsing private key: no PEM data in input");
        }

        var label = pem[fields.Label];
        if (label != "PRIVATE KEY" && !label.EndsWith(" PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new FunctionException($"parsing private key: no private key data in PEM block of type {label}");
        }

        try
        {
            var data = Convert.FromBase64String(pem[fields.Base64Data]);
            return label switch
            {
                "RSA PRIVATE KEY" => Import(RSA.Create(), rsa => rsa.ImportRSAPrivateKey(data, out _)),
                "EC PRIVATE KEY" => Import(ECDsa.Create(), ecdsa => ecdsa.ImportECPrivateKey(data, out _)),
                "PRIVATE KEY" => FromPkcs8(data),
                _ => throw new FunctionException($"parsing private key: invalid private key type {label[..^12]}"),
            };
        }
        catch (CryptographicException e)
        {
            throw new FunctionException($"parsing private key: {e.Message}", e);
        }
    }

    private static AsymmetricAlgorithm FromPkcs8(byte[] data)
    {
        var sequence = new AsnReader(data, AsnEncodingRules.BER).ReadSequence();
        sequence.ReadInteger();
        return sequence.ReadSequence().ReadObjectIdentifier() == "1.2.840.113549.1.1.1"
            ? Import(RSA.Create(), rsa => rsa.ImportPkcs8PrivateKey(data, out _))
            : Import(ECDsa.Create(), ecdsa => ecdsa.ImportPkcs8PrivateKey(data, out _));
    }

    private static T Import<T>(T key, Action<T> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    // Charts may still ask for DSA; the function is defined to give it.
#pragma warning disable CA5384
    private static string GenerateDsa()
    {
        using var dsa = DSA.Create(2048);
        var parameters = dsa.ExportParameters(includePrivateParameters: true);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            foreach (var part in (byte[]?[])[parameters.P, parameters.Q, parameters.G, parameters.Y, parameters.X])
            {
                writer.WriteInteger(new BigInteger(part, isUnsigned: true, isBigEndian: true));
            }
        }

        return CertificateIssuer.Pem("DSA PRIVATE KEY", writer.Encode());
    }
#pragma warning restore CA5384
}
