using System.Globalization;
using System.Net.Sockets;
using System.Text;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.Edge;

/// <summary>
/// The HTTP proxy through which programs reach the emulated internet: <c>CONNECT</c> for TLS, the absolute form for plain HTTP.
/// </summary>
internal sealed class InternetProxy : IAsyncDisposable
{
    /// <summary>The request header that says from which public address a connection comes.</summary>
    public const string ClientAddressHeader = "X-Emulated-Client-Address";

    private readonly IPublicInternet _internet;
    private readonly string _clientAddress;
    private readonly LoopbackListener _listener;

    public InternetProxy(IPublicInternet internet, string clientAddress, int port)
    {
        _internet = internet;
        _clientAddress = clientAddress;
        _listener = new LoopbackListener("the internet proxy", port, ServeAsync);
    }

    public Uri Address => new($"http://127.0.0.1:{_listener.Port}");

    public void Start() => _listener.Start();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Socket socket, Stream client, CancellationToken cancellationToken)
    {
        var head = await HttpHead.ReadAsync(client, default, cancellationToken).ConfigureAwait(false);
        if (head is null)
        {
            return;
        }

        var isTunnel = head.Method == "CONNECT";
        if (!TryGetTarget(head, isTunnel, out var target))
        {
            await AnswerAsync(client, "400 Bad Request", "This is a proxy: use CONNECT, or the absolute form of a request.", cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        Stream server;
        try
        {
            server = await _internet.ConnectAsync(target.Host, target.Port, head.Header(ClientAddressHeader) ?? _clientAddress, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (NetworkException ex)
        {
            var status = ex.Error == SocketError.TimedOut ? "504 Gateway Timeout" : "502 Bad Gateway";
            await AnswerAsync(client, status, ex.Message, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using (server.ConfigureAwait(false))
        {
            if (isTunnel)
            {
                await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
                await server.WriteAsync(head.Rest, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await server.WriteAsync(OriginForm(head, target), cancellationToken).ConfigureAwait(false);
                await server.WriteAsync(head.Rest, cancellationToken).ConfigureAwait(false);
            }

            await StreamRelay.RunAsync(client, server, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool TryGetTarget(HttpHead head, bool isTunnel, out Uri target)
    {
        var text = isTunnel ? "tcp://" + head.Target : head.Target;
        return Uri.TryCreate(text, UriKind.Absolute, out target!) && target.Port > 0 && (isTunnel || target.Scheme == Uri.UriSchemeHttp);
    }

    private static byte[] OriginForm(HttpHead head, Uri target)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{head.Method} {target.PathAndQuery} {head.Version}\r\n");
        foreach (var (name, value) in head.Headers)
        {
            if (!name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Connection", StringComparison.OrdinalIgnoreCase)
                && !name.Equals(ClientAddressHeader, StringComparison.OrdinalIgnoreCase))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            }
        }

        // The next request on this connection may be for another host: one request a connection keeps the relay simple and right.
        text.Append("Connection: close\r\n\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static async Task AnswerAsync(Stream client, string status, string message, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(message + "\n");
        var head = $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await client.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken).ConfigureAwait(false);
        await client.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }
}
