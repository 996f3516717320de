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
    private const int QuestionAttempts = 3;

    private static readonly TimeSpan s_questionTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Resolves a host's IPv4 addresses.</summary>
    /// <param name="host">The host name.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The addresses; none when the name does not exist.</returns>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (environment.DnsServer is { } server)
        {
            return await AskAsync(server, host, cancellationToken).ConfigureAwait(false);
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
            UseProxy = false,
        };
        if (roots.Count > 0)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Verify(certificate, chain, errors, roots);
        }

        if (connectTo is not null)
        {
            handler.ConnectCallback = async (connection, token) => await ConnectAsync(connectTo, connection.DnsEndPoint.Port, token).ConfigureAwait(false);
        }
        else if (environment.PublicProxy is { } proxy)
        {
            handler.ConnectCallback = async (connection, token) => await ProxyTunnel.OpenAsync(proxy, connection.DnsEndPoint, token).ConfigureAwait(false);
        }

        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    private async Task<IReadOnlyList<IPAddress>> AskAsync(IPEndPoint server, string host, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var limit = new CancellationTokenSource(s_questionTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                return [.. (await DnsQuery.AskAsync(server, host, DnsQuery.A, either.Token).ConfigureAwait(false)).Select(IPAddress.Parse)];
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && attempt < QuestionAttempts)
            {
                // A lost datagram is not an answer.
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new IOException(
                    $"The name server {server} did not answer for '{host}' in {attempt} attempts of {s_questionTimeout.TotalSeconds:0} s.", exception);
            }
        }
    }

    private static async Task<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
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
