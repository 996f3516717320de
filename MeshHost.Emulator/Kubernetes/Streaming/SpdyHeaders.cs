using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>
/// Reads and writes SPDY/3.1 header blocks, one zlib stream for a connection and direction. .NET's inflater takes no dictionary, so the
/// dictionary is put before the data as a stored block: the window is the same afterwards.
/// </summary>
internal sealed class SpdyHeaders : IAsyncDisposable
{
    private const int ZlibHeaderLength = 2;
    private const int DictionaryIdLength = 4;
    private const int PresetDictionaryFlag = 0x20;
    private const int MaxTextLength = 64 * 1024;

    private readonly Pipe _compressed = new();
    private readonly DeflateStream _inflater;
    private bool _started;
    private bool _written;

    public SpdyHeaders() => _inflater = new DeflateStream(_compressed.Reader.AsStream(), CompressionMode.Decompress);

    public async Task<Dictionary<string, string>> ReadAsync(ReadOnlyMemory<byte> block, CancellationToken ct)
    {
        if (!_started)
        {
            _started = true;
            await StartAsync((block.Span[1] & PresetDictionaryFlag) != 0, ct).ConfigureAwait(false);
            block = block[(ZlibHeaderLength + ((block.Span[1] & PresetDictionaryFlag) != 0 ? DictionaryIdLength : 0))..];
        }

        await _compressed.Writer.WriteAsync(block, ct).ConfigureAwait(false);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var count = await ReadNumberAsync(ct).ConfigureAwait(false);
        for (var index = 0; index < count; index++)
        {
            var name = await ReadTextAsync(ct).ConfigureAwait(false);
            headers[name] = await ReadTextAsync(ct).ConfigureAwait(false);
        }

        return headers;
    }

    /// <summary>A block with these headers, stored rather than compressed: valid, and simpler than priming a compressor.</summary>
    public byte[] Write(params (string Name, string Value)[] headers)
    {
        using var plain = new MemoryStream();
        WriteNumber(plain, headers.Length);
        foreach (var (name, value) in headers)
        {
            WriteText(plain, name);
            WriteText(plain, value);
        }

        var content = plain.ToArray();
        using var block = new MemoryStream();
        if (!_written)
        {
            _written = true;
            block.Write([0x78, 0x01]);
        }

        WriteStored(block, content);

        // An empty block is deflate's flush: Go's reader keeps what it has until it meets one.
        WriteStored(block, []);
        return block.ToArray();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _compressed.Writer.CompleteAsync().ConfigureAwait(false);
        await _inflater.DisposeAsync().ConfigureAwait(false);
    }

    private static void WriteStored(MemoryStream target, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~content.Length);
        target.Write(head);
        target.Write(content);
    }

    private static void WriteNumber(MemoryStream target, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        target.Write(bytes);
    }

    private static void WriteText(MemoryStream target, string text)
    {
        WriteNumber(target, text.Length);
        target.Write(Encoding.ASCII.GetBytes(text));
    }

    private async Task StartAsync(bool withDictionary, CancellationToken ct)
    {
        if (!withDictionary)
        {
            return;
        }

        var dictionary = SpdyDictionary.Create();
        using var primer = new MemoryStream();
        WriteStored(primer, dictionary);
        await _compressed.Writer.WriteAsync(primer.ToArray(), ct).ConfigureAwait(false);
        await _inflater.ReadExactlyAsync(new byte[dictionary.Length], ct).ConfigureAwait(false);
    }

    private async Task<int> ReadNumberAsync(CancellationToken ct)
    {
        var bytes = new byte[4];
        await _inflater.ReadExactlyAsync(bytes, ct).ConfigureAwait(false);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private async Task<string> ReadTextAsync(CancellationToken ct)
    {
        var length = await ReadNumberAsync(ct).ConfigureAwait(false);
        if (length is < 0 or > MaxTextLength)
        {
            throw new InvalidDataException("A SPDY header is longer than anything the API has.");
        }

        var bytes = new byte[length];
        await _inflater.ReadExactlyAsync(bytes, ct).ConfigureAwait(false);
        return Encoding.UTF8.GetString(bytes);
    }
}
