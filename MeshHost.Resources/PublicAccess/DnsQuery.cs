using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MeshHost.Resources.PublicAccess;

/// <summary>
/// A question to one name server over UDP. The system's resolver would not do: it caches the absence of a record for as long as the zone says,
/// and cannot be pointed at the server that has to know first.
/// </summary>
internal static class DnsQuery
{
    public const ushort A = 1;

    public const ushort Txt = 16;

    private const int HeaderLength = 12;

    private const int NoError = 0;

    private const int NameError = 3;

    /// <summary>Asks for records of a name.</summary>
    /// <param name="server">The name server.</param>
    /// <param name="name">The name.</param>
    /// <param name="type"><see cref="A"/> or <see cref="Txt"/>.</param>
    /// <param name="cancellationToken">Ends the waiting for an answer.</param>
    /// <returns>Addresses or texts; empty if there are none, or if there is no such name.</returns>
    /// <exception cref="InvalidDataException">The server answered with an error, or with what is no answer.</exception>
    public static async Task<IReadOnlyList<string>> AskAsync(IPEndPoint server, string name, ushort type, CancellationToken cancellationToken)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue);
        var question = Encode(id, name, type);
        using var socket = new UdpClient(server.AddressFamily);
        socket.Connect(server);
        await socket.SendAsync(question, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var answer = (await socket.ReceiveAsync(cancellationToken).ConfigureAwait(false)).Buffer;
            if (answer.Length >= HeaderLength && BinaryPrimitives.ReadUInt16BigEndian(answer) == id)
            {
                return Decode(answer, type);
            }
        }
    }

    internal static byte[] Encode(ushort id, string name, ushort type)
    {
        var message = new List<byte>(64);
        Span<byte> two = stackalloc byte[2];
        foreach (var value in (ReadOnlySpan<ushort>)[id, 0x0100, 1, 0, 0, 0])
        {
            BinaryPrimitives.WriteUInt16BigEndian(two, value);
            message.AddRange(two);
        }

        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            var bytes = Encoding.ASCII.GetBytes(label);
            if (bytes.Length is 0 or > 63)
            {
                throw new ArgumentException($"'{name}' is not a host name: its label '{label}' is empty or longer than 63 characters.", nameof(name));
            }

            message.Add((byte)bytes.Length);
            message.AddRange(bytes);
        }

        message.Add(0);
        foreach (var value in (ReadOnlySpan<ushort>)[type, 1])
        {
            BinaryPrimitives.WriteUInt16BigEndian(two, value);
            message.AddRange(two);
        }

        return [.. message];
    }

    internal static IReadOnlyList<string> Decode(ReadOnlySpan<byte> message, ushort type)
    {
        var code = message[3] & 0x0F;
        if (code is not (NoError or NameError))
        {
            throw new InvalidDataException($"The name server answered with the code {code} (RFC 1035, section 4.1.1).");
        }

        var records = new List<string>();
        var questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        var answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        var at = HeaderLength;
        for (var i = 0; i < questions; i++)
        {
            at = SkipName(message, at) + 4;
        }

        for (var i = 0; i < answers; i++)
        {
            at = SkipName(message, at);
            if (at + 10 > message.Length)
            {
                throw new InvalidDataException("The name server's answer is cut off.");
            }

            var recordType = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += 10;
            if (at + length > message.Length)
            {
                throw new InvalidDataException("The name server's answer is cut off.");
            }

            var data = message.Slice(at, length);
            at += length;
            if (recordType == type)
            {
                records.Add(type == A && length == 4 ? new IPAddress(data).ToString() : Text(data));
            }
        }

        return records;
    }

    private static string Text(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        for (var at = 0; at < data.Length && at + 1 + data[at] <= data.Length; at += 1 + data[at])
        {
            text.Append(Encoding.ASCII.GetString(data.Slice(at + 1, data[at])));
        }

        return text.ToString();
    }

    private static int SkipName(ReadOnlySpan<byte> message, int at)
    {
        while (at < message.Length)
        {
            var length = message[at];
            if (length == 0)
            {
                return at + 1;
            }

            if ((length & 0xC0) == 0xC0)
            {
                return at + 2;
            }

            at += 1 + length;
        }

        throw new InvalidDataException("The name server's answer is cut off.");
    }
}
