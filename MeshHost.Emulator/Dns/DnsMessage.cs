using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshHost.Emulator.Dns;

/// <summary>The wire form of DNS messages (RFC 1035), as far as questions for addresses need it.</summary>
internal static class DnsMessage
{
    private const int HeaderLength = 12;
    private const ushort TypeA = 1;
    private const ushort ClassInternet = 1;
    private const int FormatError = 1;
    private const int NameError = 3;
    private const int NotImplementedCode = 4;

    /// <summary>Answers a query, or returns <see langword="null"/> for what is not even a DNS query.</summary>
    /// <param name="query">The datagram.</param>
    /// <param name="resolveA">The address of a name, or <see langword="null"/> when it has none.</param>
    public static byte[]? Answer(ReadOnlySpan<byte> query, Func<string, string?> resolveA)
    {
        if (query.Length < HeaderLength || (query[2] & 0x80) != 0)
        {
            return null;
        }

        if ((query[2] & 0x78) != 0)
        {
            return Header(query, NotImplementedCode, questions: 0, answers: 0);
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(query[4..]) != 1 || !TryReadName(query, HeaderLength, out var name, out var end)
            || end + 4 > query.Length)
        {
            return Header(query, FormatError, questions: 0, answers: 0);
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(query[end..]);
        var question = query[HeaderLength..(end + 4)];
        var address = resolveA(name);
        if (address is null)
        {
            return [.. Header(query, NameError, 1, 0), .. question];
        }

        // The name exists, but only an A record: other types get an empty answer, not NXDOMAIN.
        return type == TypeA && IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork
            ? [.. Header(query, 0, 1, 1), .. question, .. AddressRecord(ip)]
            : [.. Header(query, 0, 1, 0), .. question];
    }

    private static byte[] Header(ReadOnlySpan<byte> query, int code, ushort questions, ushort answers)
    {
        var header = new byte[HeaderLength];
        query[..2].CopyTo(header);
        header[2] = (byte)(0x84 | (query[2] & 0x01)); // response, authoritative, recursion desired as asked
        header[3] = (byte)(0x80 | code); // recursion available
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), questions);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), answers);
        return header;
    }

    private static byte[] AddressRecord(IPAddress address)
    {
        var record = new byte[16];
        record[0] = 0xc0; // a pointer to the name of the question
        record[1] = HeaderLength;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(2), TypeA);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(4), ClassInternet);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(6), 5); // seconds to live: records change while people watch
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), 4);
        address.TryWriteBytes(record.AsSpan(12), out _);
        return record;
    }

    private static bool TryReadName(ReadOnlySpan<byte> message, int start, out string name, out int end)
    {
        var text = new StringBuilder();
        var position = start;
        while (position < message.Length)
        {
            var length = message[position++];
            if (length == 0)
            {
                name = text.ToString();
                end = position;
                return true;
            }

            // A question has no earlier name to point to, so a compressed label here is malformed.
            if (length > 63 || position + length > message.Length)
            {
                break;
            }

            if (text.Length > 0)
            {
                text.Append('.');
            }

            text.Append(Encoding.ASCII.GetString(message.Slice(position, length)));
            position += length;
        }

        name = string.Empty;
        end = 0;
        return false;
    }
}
