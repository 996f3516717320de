using System.Buffers.Binary;
using System.Text;

namespace MeshHost.Emulator.Edge;

/// <summary>Reads the server name of a TLS ClientHello (RFC 8446, RFC 6066) without taking part in the handshake.</summary>
internal static class ClientHello
{
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const ushort ServerNameExtension = 0;

    /// <summary>
    /// The server name; an empty string when the hello is complete and has none, or isn't one; <see langword="null"/> when more bytes are needed.
    /// </summary>
    public static string? ServerName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 5)
        {
            return null;
        }

        var recordLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]);
        if (bytes[0] != HandshakeRecord)
        {
            return string.Empty;
        }

        if (bytes.Length < 5 + recordLength)
        {
            return null;
        }

        var reader = new Reader(bytes.Slice(5, recordLength));
        if (reader.Byte() != ClientHelloMessage)
        {
            return string.Empty;
        }

        reader.Skip(3 + 2 + 32); // length, version, random
        reader.Skip(reader.Byte()); // session id
        reader.Skip(reader.UInt16()); // cipher suites
        reader.Skip(reader.Byte()); // compression methods
        reader.Skip(2); // length of all extensions
        while (!reader.AtEnd)
        {
            var type = reader.UInt16();
            var length = reader.UInt16();
            if (type == ServerNameExtension)
            {
                reader.Skip(3); // length of the list, type of the name
                return Encoding.ASCII.GetString(reader.Take(reader.UInt16()));
            }

            reader.Skip(length);
        }

        return string.Empty;
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool AtEnd => _rest.IsEmpty;

        public byte Byte() => Take(1) is [var value] ? value : (byte)0;

        public ushort UInt16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

        public void Skip(int count) => Take(count);

        /// <summary>The next bytes, fewer at the end: a truncated hello has no name, it must not throw.</summary>
        public ReadOnlySpan<byte> Take(int count)
        {
            count = Math.Min(count, _rest.Length);
            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
