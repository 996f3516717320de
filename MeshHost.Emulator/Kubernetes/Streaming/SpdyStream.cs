using System.IO.Pipelines;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>One stream of a SPDY connection.</summary>
internal sealed class SpdyStream(SpdyConnection connection, int id, IReadOnlyDictionary<string, string> headers)
{
    private readonly Pipe _input = new(new PipeOptions(pauseWriterThreshold: 0));

    public int Id { get; } = id;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    /// <summary>What the client sends, until it closes its side.</summary>
    public PipeReader Input => _input.Reader;

    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken ct) => connection.WriteDataAsync(Id, data, last: false, ct);

    public Task CloseAsync(CancellationToken ct) => connection.WriteDataAsync(Id, ReadOnlyMemory<byte>.Empty, last: true, ct);

    internal async ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, bool last, CancellationToken ct)
    {
        if (!data.IsEmpty)
        {
            await _input.Writer.WriteAsync(data, ct).ConfigureAwait(false);
        }

        if (last)
        {
            await _input.Writer.CompleteAsync().ConfigureAwait(false);
        }
    }
}
