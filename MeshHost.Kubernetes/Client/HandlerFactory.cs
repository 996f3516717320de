using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MeshHost.Kubernetes;

/// <summary>Makes the socket handler: TLS, client certificates, proxy and HTTP/2.</summary>
internal static class HandlerFactory
{
    public static HttpMessageHandler Create(KubernetesClientOptions options)
    {
        if (options.Handler is { } given)
        {
            return given;
        }

        return options.CurrentClientCertificate is { } current
            ? new RenewedCertificateHandler(current, certificate => CreateSockets(options, certificate))
            : CreateSockets(options, options.ClientCertificate is { } leaf ? new ClientCertificate(leaf, options.ClientCertificateChain ?? []) : null);
    }

    private static SocketsHttpHandler CreateSockets(KubernetesClientOptions options, ClientCertificate? certificate)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
            // A watch may be silent for minutes, and a lost connection too: pings tell them apart.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            InitialHttp2StreamWindowSize = 1024 * 1024,
            // On loopback compression only costs both sides processor time.
            AutomaticDecompression = options.Server.IsLoopback ? DecompressionMethods.None : DecompressionMethods.GZip,
            SslOptions = CreateTls(options, certificate),
        };
        if (options.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy) { Credentials = CredentialsOf(proxy) };
        }
        else if (options.Server.IsLoopback)
        {
            // The proxy of the environment is for the outside, as it is for kubectl.
            handler.UseProxy = false;
        }

        return handler;
    }

    private static NetworkCredential? CredentialsOf(Uri proxy) => proxy.UserInfo.Split(':', 2) switch
    {
        [""] => null,
        [var user] => new NetworkCredential(Uri.UnescapeDataString(user), ""),
        [var user, var password] => new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)),
        _ => null,
    };

    private static SslClientAuthenticationOptions CreateTls(KubernetesClientOptions options, ClientCertificate? certificate)
    {
        SslClientAuthenticationOptions tls = new()
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = certificate?.ToContext(),
            RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
                errors == SslPolicyErrors.None ? true : throw ServerCertificate.Refuse(shown as X509Certificate2, chain, errors),
        };
        if (options.CertificateAuthority is { } authority)
        {
            X509ChainPolicy policy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // Cluster authorities publish no revocation lists.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPem(Encoding.ASCII.GetString(authority));
            if (policy.CustomTrustStore.Count == 0)
            {
                throw new ArgumentException("The certificate authority holds no PEM certificate.", nameof(options));
            }

            tls.CertificateChainPolicy = policy;
        }

        return tls;
    }
}
