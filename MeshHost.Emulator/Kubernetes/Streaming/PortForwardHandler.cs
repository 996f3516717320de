using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using MeshHost.Emulator.Kubernetes.Http;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>
/// Answers port-forward in its three forms: WebSocket channels (v4.channel.k8s.io), SPDY inside a WebSocket (kubectl since 1.31) and
/// SPDY on the upgraded connection (before).
/// </summary>
internal sealed class PortForwardHandler(PodAccess pods)
{
    private const string TunnelProtocol = "SPDY/3.1+portforward.k8s.io";
    private const int BufferSize = 32 * 1024;

    public async Task ForwardAsync(ApiRequest request, string ns, string name)
    {
        _ = pods.Get(name, ns);
        if (StreamUpgrade.IsWebSocket(request))
        {
            if (StreamUpgrade.Offered(request, TunnelProtocol) is { } tunnel)
            {
                var socket = await StreamUpgrade.AcceptWebSocketAsync(request, tunnel).ConfigureAwait(false);
                var transport = WebSocketStream.Create(socket, WebSocketMessageType.Binary, closeTimeout: TimeSpan.FromSeconds(1));
                await using var closing = transport.ConfigureAwait(false);
                await ForwardSpdyAsync(transport, request, ns, name).ConfigureAwait(false);
                return;
            }

            var protocol = StreamUpgrade.Offered(request, "v4.channel.k8s.io") ?? throw StreamUpgrade.NotUpgraded();
            using var channels = new ChannelSocket(await StreamUpgrade.AcceptWebSocketAsync(request, protocol).ConfigureAwait(false));
            await ForwardChannelsAsync(channels, request, ns, name).ConfigureAwait(false);
        }
        else if (StreamUpgrade.IsSpdy(request))
        {
            var transport = await StreamUpgrade.AcceptSpdyAsync(request, "portforward.k8s.io").ConfigureAwait(false);
            await ForwardSpdyAsync(transport, request, ns, name).ConfigureAwait(false);
        }
        else
        {
            throw StreamUpgrade.NotUpgraded();
        }
    }

    private async Task ForwardChannelsAsync(ChannelSocket socket, ApiRequest request, string ns, string name)
    {
        var ports = request.Http.Request.Query["ports"]
            .SelectMany(value => (value ?? "").Split(','))
            .Select(value => int.TryParse(value, CultureInfo.InvariantCulture, out var port) ? port : 0)
            .Where(port => port > 0)
            .ToList();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        var connections = new Dictionary<int, Stream>();
        var copies = new List<Task>();
        try
        {
            for (var index = 0; index < ports.Count; index++)
            {
                await OpenChannelAsync(index).ConfigureAwait(false);
            }

            while (await socket.ReceiveAsync(ended.Token).ConfigureAwait(false) is { } message)
            {
                if (connections.TryGetValue(message.Channel, out var connection))
                {
                    await connection.WriteAsync(message.Data, ended.Token).ConfigureAwait(false);
                    await connection.FlushAsync(ended.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // Either end has hung up, which is how forwarding ends.
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (var connection in connections.Values)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            await Task.WhenAll(copies).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task OpenChannelAsync(int index)
        {
            var (data, error) = ((byte)(index * 2), (byte)((index * 2) + 1));
            var number = new byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)ports[index]);
            await socket.SendAsync(data, number, ended.Token).ConfigureAwait(false);
            await socket.SendAsync(error, number, ended.Token).ConfigureAwait(false);
            try
            {
                var connection = await pods.Network.ConnectAsync(ns, name, ports[index], ended.Token).ConfigureAwait(false);
                connections[data] = connection;
                copies.Add(CopyAsync(connection, chunk => socket.SendAsync(data, chunk, ended.Token), () => socket.CloseAsync(ended.Token), ended.Token));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await socket.SendAsync(error, Encoding.UTF8.GetBytes(Refused(ports[index], name, exception)), ended.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task ForwardSpdyAsync(Stream transport, ApiRequest request, string ns, string name)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        var connection = new SpdyConnection(transport);
        await using var closing = connection.ConfigureAwait(false);
        var pairs = new ConcurrentDictionary<string, SpdyStream>(StringComparer.Ordinal);
        var forwards = new ConcurrentBag<Task>();
        try
        {
            await connection.RunAsync(
                stream =>
                {
                    // A forwarded connection is a pair of streams with one request id: the error stream first, then the data stream.
                    var id = stream.Headers.GetValueOrDefault("requestid", "");
                    if (stream.Headers.GetValueOrDefault("streamtype") == "error")
                    {
                        pairs[id] = stream;
                    }
                    else if (pairs.TryRemove(id, out var error))
                    {
                        forwards.Add(ForwardOneAsync(stream, error, ns, name, ended.Token));
                    }
                },
                ended.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or WebSocketException or OperationCanceledException)
        {
            // The client has hung up.
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(forwards).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ForwardOneAsync(SpdyStream data, SpdyStream error, string ns, string name, CancellationToken ct)
    {
        var port = int.TryParse(data.Headers.GetValueOrDefault("port"), CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        Stream connection;
        try
        {
            connection = await pods.Network.ConnectAsync(ns, name, port, ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await error.WriteAsync(Encoding.UTF8.GetBytes(Refused(port, name, exception)), ct).ConfigureAwait(false);
            await error.CloseAsync(ct).ConfigureAwait(false);
            await data.CloseAsync(ct).ConfigureAwait(false);
            return;
        }

        await using (connection.ConfigureAwait(false))
        {
            var upstream = data.Input.CopyToAsync(connection, ct);
            await CopyAsync(connection, chunk => data.WriteAsync(chunk, ct), () => data.CloseAsync(ct), ct).ConfigureAwait(false);
            await error.CloseAsync(ct).ConfigureAwait(false);
            await upstream.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task CopyAsync(Stream source, Func<ReadOnlyMemory<byte>, Task> write, Func<Task> close, CancellationToken ct)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                await write(buffer.AsMemory(0, read)).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The pod's side was cut: the client sees the end of the stream, as it would on a real node.
        }

        await close().ConfigureAwait(false);
    }

    private static string Refused(int port, string name, Exception exception) =>
        $"error forwarding port {port} to pod {name}: failed to connect to localhost:{port} inside namespace: {exception.Message}";
}
