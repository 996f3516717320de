using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>
/// The server's side of SPDY/3.1, as far as exec and port-forward use it: streams with headers and data, ping, reset and goodbye.
/// Older kubectl speaks it on the upgraded connection, newer ones inside a WebSocket.
/// </summary>
internal sealed class SpdyConnection(Stream transport) : IAsyncDisposable
{
    private const int MaxFrameLength = 1 << 24;
    private const int MaxDataLength = 32 * 1024;
    private const byte FinFlag = 1;

    private readonly SpdyHeaders _headers = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<int, SpdyStream> _streams = new();

    /// <summary>Reads frames until the client goes; each new stream is handed over before its data.</summary>
    public async Task RunAsync(Action<SpdyStream> onStream, CancellationToken ct)
    {
        var head = new byte[8];
        while (await transport.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false) == head.Length)
        {
            var length = (head[5] << 16) | (head[6] << 8) | head[7];
            if (length > MaxFrameLength)
            {
                throw new InvalidDataException("A SPDY frame is too long.");
            }

            var body = new byte[length];
            await transport.ReadExactlyAsync(body, ct).ConfigureAwait(false);
            if ((head[0] & 0x80) == 0)
            {
                await ReceiveDataAsync(BinaryPrimitives.ReadInt32BigEndian(head), body, head[4], ct).ConfigureAwait(false);
            }
            else if (!await ReceiveControlAsync((head[2] << 8) | head[3], head[4], body, onStream, ct).ConfigureAwait(false))
            {
                break;
            }
        }

        foreach (var stream in _streams.Values)
        {
            await stream.ReceiveAsync(ReadOnlyMemory<byte>.Empty, last: true, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _headers.DisposeAsync().ConfigureAwait(false);
        _writing.Dispose();
    }

    internal async Task WriteDataAsync(int stream, ReadOnlyMemory<byte> data, bool last, CancellationToken ct)
    {
        do
        {
            var chunk = data[..Math.Min(data.Length, MaxDataLength)];
            data = data[chunk.Length..];
            var head = new byte[8];
            BinaryPrimitives.WriteInt32BigEndian(head, stream);
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), chunk.Length);
            head[4] = last && data.IsEmpty ? FinFlag : (byte)0;
            await WriteAsync(head, chunk, ct).ConfigureAwait(false);
        }
        while (!data.IsEmpty);
    }

    private async Task ReceiveDataAsync(int stream, byte[] data, byte flags, CancellationToken ct)
    {
        if (_streams.TryGetValue(stream, out var target))
        {
            await target.ReceiveAsync(data, (flags & FinFlag) != 0, ct).ConfigureAwait(false);
        }
    }

    private async Task<bool> ReceiveControlAsync(int type, byte flags, byte[] body, Action<SpdyStream> onStream, CancellationToken ct)
    {
        switch (type)
        {
            case FrameType.SynStream:
                var id = BinaryPrimitives.ReadInt32BigEndian(body);
                var headers = await _headers.ReadAsync(body.AsMemory(10), ct).ConfigureAwait(false);
                var stream = new SpdyStream(this, id, headers);
                _streams[id] = stream;
                await ReplyAsync(id, ct).ConfigureAwait(false);
                if ((flags & FinFlag) != 0)
                {
                    await stream.ReceiveAsync(ReadOnlyMemory<byte>.Empty, last: true, ct).ConfigureAwait(false);
                }

                onStream(stream);
                return true;
            case FrameType.RstStream:
                if (_streams.TryRemove(BinaryPrimitives.ReadInt32BigEndian(body), out var reset))
                {
                    await reset.ReceiveAsync(ReadOnlyMemory<byte>.Empty, last: true, ct).ConfigureAwait(false);
                }

                return true;
            case FrameType.Ping:
                await WriteControlAsync(FrameType.Ping, body, ct).ConfigureAwait(false);
                return true;
            default:
                return type != FrameType.GoAway;
        }
    }

    private async Task ReplyAsync(int stream, CancellationToken ct)
    {
        var block = _headers.Write();
        var body = new byte[4 + block.Length];
        BinaryPrimitives.WriteInt32BigEndian(body, stream);
        block.CopyTo(body, 4);
        await WriteControlAsync(FrameType.SynReply, body, ct).ConfigureAwait(false);
    }

    private Task WriteControlAsync(int type, byte[] body, CancellationToken ct)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, unchecked((int)0x80030000) | type);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), body.Length);
        return WriteAsync(head, body, ct);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        await _writing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            // One write for a frame: inside a WebSocket each write is a message.
            byte[] frame = [.. head.Span, .. body.Span];
            await transport.WriteAsync(frame, ct).ConfigureAwait(false);
            await transport.FlushAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static class FrameType
    {
        public const int SynStream = 1;
        public const int SynReply = 2;
        public const int RstStream = 3;
        public const int Ping = 6;
        public const int GoAway = 7;
    }
}
