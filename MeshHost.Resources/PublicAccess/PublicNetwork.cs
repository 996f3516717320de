using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MeshHost.Resources.Targets;

namespace MeshHost.Resources.PublicAccess;

/// <summary>The public world as a user of the mesh sees it: names are resolved, addresses connected to, certificates verified.</summary>
/// <param name="environment">Where the target has its own public world.</param>
/// <param name="time">The clock of every wait.</param>
public sealed class PublicNetwork(TargetEnvironment environment, TimeProvider time)
{
    /// <summary>Resolves a host's IPv4 addresses.</summary>
    /// <param name="host">The host name.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The addresses; none when the name does not exist.</returns>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (environment.DnsServer is { } server)
        {
            return await new DnsClient(server, time).ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return [];
        }
    }

    /// <summary>Makes a client that reaches public hosts, follows no redirects and accepts no certificate that a browser would not.</summary>
    /// <param name="extraRoots">Authorities trusted besides the system's and the target's, such as a cluster's private one.</param>
    /// <param name="connectTo">The address to connect to in place of the host's own, or <see langword="null"/>.</param>
    /// <returns>The client, to be disposed by the caller.</returns>
    public HttpClient CreateHttpClient(X509Certificate2Collection? extraRoots = null, IPAddress? connectTo = null)
    {
        var roots = new X509Certificate2Collection();
        roots.AddRange(environment.TrustedRoots);
        if (extraRoots is not null)
        {
            roots.AddRange(extraRoots);
        }

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            UseProxy = environment.PublicProxy is not null,
            Proxy = environment.PublicProxy is { } proxy ? new WebProxy(proxy) : null,
        };
        if (roots.Count > 0)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Verify(certificate, chain, errors, roots);
        }

        if (connectTo is not null)
        {
            handler.ConnectCallback = async (connection, token) =>
            {
                var socket = new Socket(connectTo.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(connectTo, connection.DnsEndPoint.Port, token).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    // The name must match in any case; only an unknown authority may be one of ours.
    private static bool Verify(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection roots)
    {
        if (errors is SslPolicyErrors.None)
        {
            return true;
        }

        if (errors is not SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }
}
