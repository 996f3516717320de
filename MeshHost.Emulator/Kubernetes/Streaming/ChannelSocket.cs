using System.Net.WebSockets;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>A WebSocket of the channel.k8s.io protocols: each message is a channel number, then data.</summary>
internal sealed class ChannelSocket(WebSocket socket) : IDisposable
{
    private const int MaxMessage = 1024 * 1024;

    private readonly SemaphoreSlim _writing = new(1, 1);

    public async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        byte[] message = [channel, .. data.Span];
        await _writing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, ct).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The next message; <see langword="null"/> when the client has closed.</summary>
    public async Task<(byte Channel, ReadOnlyMemory<byte> Data)?> ReceiveAsync(CancellationToken ct)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), ct).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, received.Count);
            if (message.Length > MaxMessage)
            {
                throw new InvalidDataException("A WebSocket message is too long.");
            }

            if (received.EndOfMessage && message.Length > 0)
            {
                var bytes = message.ToArray();
                return (bytes[0], bytes.AsMemory(1));
            }
        }
    }

    public async Task CloseAsync(CancellationToken ct)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writing.Dispose();
        socket.Dispose();
    }
}
