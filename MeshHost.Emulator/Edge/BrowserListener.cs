using System.Net.Sockets;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.Edge;

/// <summary>
/// A loopback port on which a browser without a proxy reaches the public edge: the host comes from the Host header,
/// or from the server name of the TLS handshake.
/// </summary>
internal sealed class BrowserListener : IAsyncDisposable
{
    private readonly IPublicInternet _internet;
    private readonly string _clientAddress;
    private readonly bool _tls;
    private readonly LoopbackListener _listener;

    public BrowserListener(IPublicInternet internet, string clientAddress, bool tls, int port)
    {
        _internet = internet;
        _clientAddress = clientAddress;
        _tls = tls;
        _listener = new LoopbackListener(tls ? "the HTTPS edge" : "the HTTP edge", port, ServeAsync);
    }

    public Uri Address => new($"{(_tls ? "https" : "http")}://127.0.0.1:{_listener.Port}");

    public void Start() => _listener.Start();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Socket socket, Stream client, CancellationToken cancellationToken)
    {
        var start = new byte[16 * 1024];
        var length = 0;
        string? host = null;
        while (host is null && length < start.Length)
        {
            var read = await client.ReadAsync(start.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            length += read;
            var seen = start.AsMemory(0, length);
            host = _tls ? ClientHello.ServerName(seen.Span) : HostHeader(seen);
        }

        if (host is null)
        {
            Reset(socket);
            return;
        }

        try
        {
            var server = await _internet.ConnectAsync(host, _tls ? 443 : 80, _clientAddress, cancellationToken).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                await server.WriteAsync(start.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                await StreamRelay.RunAsync(client, server, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (NetworkException)
        {
            // The connection to here exists already, so that a refusal can only be shown as a reset.
            Reset(socket);
        }
    }

    private static void Reset(Socket socket) => socket.LingerState = new LingerOption(true, 0);

    private static string? HostHeader(ReadOnlyMemory<byte> seen)
    {
        if (seen.Span.IndexOf("\r\n\r\n"u8) < 0)
        {
            return null;
        }

        foreach (var line in System.Text.Encoding.Latin1.GetString(seen.Span).Split("\r\n"))
        {
            if (line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))
            {
                return line["Host:".Length..].Trim().Split(':')[0];
            }
        }

        return string.Empty;
    }
}
