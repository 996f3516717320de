using System.Text;

namespace MeshHost.Emulator.Edge;

/// <summary>The request line and headers at the start of a connection.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target as sent.</param>
/// <param name="Version">The protocol version, such as <c>HTTP/1.1</c>.</param>
/// <param name="Headers">The headers in their order.</param>
/// <param name="Rest">What was read beyond the head: the start of the body.</param>
internal sealed record HttpHead(
    string Method, string Target, string Version, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Rest)
{
    private const int MaximumLength = 64 * 1024;

    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads a head, or returns <see langword="null"/> when the connection ends, or is not HTTP.</summary>
    public static async Task<HttpHead?> ReadAsync(Stream stream, ReadOnlyMemory<byte> alreadyRead, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaximumLength];
        alreadyRead.CopyTo(buffer);
        var length = alreadyRead.Length;
        while (true)
        {
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return Parse(Encoding.Latin1.GetString(buffer, 0, end), buffer.AsMemory((end + 4)..length));
            }

            var read = length < buffer.Length ? await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) : 0;
            if (read == 0)
            {
                return null;
            }

            length += read;
        }
    }

    private static HttpHead? Parse(string text, ReadOnlyMemory<byte> rest)
    {
        var lines = text.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, var version])
        {
            return null;
        }

        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                return null;
            }

            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        return new HttpHead(method, target, version, headers, rest);
    }
}
