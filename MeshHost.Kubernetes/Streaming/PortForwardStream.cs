using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace MeshHost.Kubernetes;

/// <summary>A connection to a pod's port as a stream: channel 0 carries data, channel 1 the kubelet's errors.</summary>
internal sealed class PortForwardStream : Stream
{
    private const int DataChannel = 0;
    private const int ErrorChannel = 1;
    private const int BufferSize = 32 * 1024;

    private readonly WebSocket _socket;
    private readonly string _target;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly bool[] _portSeen = new bool[2];
    private ReadOnlyMemory<byte> _pending;
    private bool _insideData;
    private bool _ended;

    internal PortForwardStream(WebSocket socket, string target)
    {
        _socket = socket;
        _target = target;
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static async Task<PortForwardStream> ConnectAsync(KubernetesTransport transport, string ns, string pod, int port, CancellationToken cancellationToken)
    {
        string path = $"/api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{Uri.EscapeDataString(pod)}/portforward?ports={port}";
        string target = $"Pod {ns}/{pod} port {port}";
        ClientWebSocket socket = await ChannelSocket.ConnectAsync(transport, path, $"connect to {target}", ["v4.channel.k8s.io"], cancellationToken).ConfigureAwait(false);
        return new PortForwardStream(socket, target);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_pending.IsEmpty && !_ended)
        {
            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }

        int count = Math.Min(buffer.Length, _pending.Length);
        _pending[..count].CopyTo(buffer);
        _pending = _pending[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] message = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length, BufferSize) + 1);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            message[0] = DataChannel;
            while (!buffer.IsEmpty)
            {
                int count = Math.Min(buffer.Length, BufferSize);
                buffer[..count].CopyTo(message.AsMemory(1));
                await _socket.SendAsync(message.AsMemory(0, count + 1), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
                buffer = buffer[count..];
            }
        }
        catch (WebSocketException exception)
        {
            throw new IOException($"The connection to {_target} is broken: {exception.Message}", exception);
        }
        finally
        {
            _writing.Release();
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _socket.Dispose();
            _writing.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        ValueWebSocketReceiveResult received;
        try
        {
            received = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException exception)
        {
            throw new IOException($"The connection to {_target} is broken: {exception.Message}", exception);
        }

        if (received.MessageType == WebSocketMessageType.Close)
        {
            _ended = true;
            return;
        }

        Memory<byte> content = _buffer.AsMemory(0, received.Count);
        if (_insideData)
        {
            // The rest of a message that was larger than the buffer.
            _pending = content;
            _insideData = !received.EndOfMessage;
            return;
        }

        if (content.IsEmpty)
        {
            return;
        }

        int channel = content.Span[0];
        content = content[1..];
        if (channel > ErrorChannel)
        {
            return;
        }

        if (!_portSeen[channel])
        {
            // The first message of each channel repeats the port, in two bytes.
            _portSeen[channel] = true;
            content = content.Length >= 2 ? content[2..] : content[content.Length..];
        }

        if (channel == ErrorChannel)
        {
            if (!content.IsEmpty)
            {
                throw new IOException($"The connection to {_target} failed: {Encoding.UTF8.GetString(content.Span)}");
            }

            return;
        }

        _pending = content;
        _insideData = !received.EndOfMessage;
    }
}
