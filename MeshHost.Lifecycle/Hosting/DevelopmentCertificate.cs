using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshHost.Lifecycle.Hosting;

/// <summary>Looks for ASP.NET Core's development certificate, which the dashboard uses for https.</summary>
internal static class DevelopmentCertificate
{
    // The extension that marks the certificate of "dotnet dev-certs https".
    private const string Marker = "1.3.6.1.4.1.311.84.1.1";

    /// <summary>Tells whether there is one that is valid now, has its private key, and is trusted by this machine.</summary>
    public static bool IsTrusted()
    {
        try
        {
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return store.Certificates.Any(c => c.HasPrivateKey && c.Extensions.Any(e => e.Oid?.Value == Marker) && IsTrusted(c));
        }
        catch (CryptographicException)
        {
            // There is no store, which is how a machine without the certificate looks.
            return false;
        }
    }

    private static bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck } };
        return chain.Build(certificate);
    }
}
