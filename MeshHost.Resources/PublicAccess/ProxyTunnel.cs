using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshHost.Resources.PublicAccess;

/// <summary>
/// A connection through an HTTP proxy by <c>CONNECT</c> (RFC 9110, section 9.3.6). The framework's own tells the proxy's status only; ours
/// passes on what the proxy says of the reason, which is what a person has to know.
/// </summary>
internal static class ProxyTunnel
{
    private const int MaxAnswer = 8 * 1024;

    /// <summary>Connects to a host and port through the proxy.</summary>
    /// <exception cref="HttpRequestException">The proxy could not connect; the message says why in the proxy's words.</exception>
    public static async Task<Stream> OpenAsync(Uri proxy, DnsEndPoint target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(proxy.Host, proxy.Port, cancellationToken).ConfigureAwait(false);
            var authority = $"{target.Host}:{target.Port}";
            await socket.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n"), cancellationToken).ConfigureAwait(false);
            var head = await ReadHeadAsync(socket, cancellationToken).ConfigureAwait(false);
            var status = head.Split('\r', 2)[0];
            if (status.Split(' ') is [_, "200", ..])
            {
                return new NetworkStream(socket, ownsSocket: true);
            }

            var reason = await ReadToEndAsync(socket, cancellationToken).ConfigureAwait(false);
            throw new HttpRequestException(HttpRequestError.ConnectionError, reason.Length > 0 ? reason : $"the proxy {proxy} answered '{status}'");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Byte by byte: what follows the head is the tunnel's, or the reason.
    private static async Task<string> ReadHeadAsync(Socket socket, CancellationToken cancellationToken)
    {
        var head = new byte[MaxAnswer];
        var length = 0;
        while (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            if (length == head.Length || await socket.ReceiveAsync(head.AsMemory(length, 1), cancellationToken).ConfigureAwait(false) == 0)
            {
                throw new HttpRequestException(HttpRequestError.InvalidResponse, "the proxy's answer has no end");
            }

            length++;
        }

        return Encoding.ASCII.GetString(head, 0, length);
    }

    private static async Task<string> ReadToEndAsync(Socket socket, CancellationToken cancellationToken)
    {
        var body = new byte[MaxAnswer];
        var length = 0;
        while (length < body.Length && await socket.ReceiveAsync(body.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            length += read;
        }

        return Encoding.UTF8.GetString(body, 0, length).Trim();
    }
}
