using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MeshHost.Resources.PublicAccess;

/// <summary>Asks one DNS server for IPv4 addresses over UDP (RFC 1035), past the system's resolver and its caches.</summary>
internal sealed class DnsClient(IPEndPoint server, TimeProvider time)
{
    private const ushort TypeA = 1;

    private const ushort ClassInternet = 1;

    private const int NameError = 3;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    /// <summary>Resolves a host's IPv4 addresses.</summary>
    /// <returns>The addresses; none when the name does not exist or has no A record.</returns>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var query = Query(id, host);
        using var socket = new UdpClient(server.AddressFamily);
        socket.Connect(server);
        for (var attempt = 1; ; attempt++)
        {
            using var limit = new CancellationTokenSource(s_timeout, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await socket.SendAsync(query, linked.Token).ConfigureAwait(false);
                while (true)
                {
                    var answer = await socket.ReceiveAsync(linked.Token).ConfigureAwait(false);
                    if (answer.Buffer.Length >= 12 && BinaryPrimitives.ReadUInt16BigEndian(answer.Buffer) == id)
                    {
                        return Parse(answer.Buffer, host);
                    }
                }
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == 3)
                {
                    throw new IOException($"The DNS server {server} did not answer the query for '{host}' in {attempt} attempts of {s_timeout.TotalSeconds:0} s.");
                }
            }
        }
    }

    private static byte[] Query(ushort id, string host)
    {
        var message = new MemoryStream();
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(header, id);
        header[2] = 0x01; // recursion desired
        header[5] = 1; // one question
        message.Write(header);
        foreach (var label in host.TrimEnd('.').Split('.'))
        {
            var bytes = Encoding.ASCII.GetBytes(label);
            if (bytes.Length is 0 or > 63)
            {
                throw new ArgumentException($"'{host}' is not a host name: its label '{label}' is empty or longer than 63 characters.", nameof(host));
            }

            message.WriteByte((byte)bytes.Length);
            message.Write(bytes);
        }

        message.Write([0, 0, (byte)TypeA, 0, (byte)ClassInternet]);
        return message.ToArray();
    }

    private static List<IPAddress> Parse(ReadOnlySpan<byte> message, string host)
    {
        var code = message[3] & 0x0f;
        if (code == NameError)
        {
            return [];
        }

        if (code != 0)
        {
            throw new IOException($"The DNS server answered the query for '{host}' with code {code} (RFC 1035, section 4.1.1).");
        }

        var questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        var answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        var offset = 12;
        for (var i = 0; i < questions; i++)
        {
            offset = SkipName(message, offset) + 4;
        }

        var addresses = new List<IPAddress>();
        for (var i = 0; i < answers; i++)
        {
            offset = SkipName(message, offset);
            if (offset + 10 > message.Length)
            {
                break;
            }

            var type = BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 8)..]);
            offset += 10;
            if (type == TypeA && length == 4 && offset + 4 <= message.Length)
            {
                addresses.Add(new IPAddress(message.Slice(offset, 4)));
            }

            offset += length;
        }

        return addresses;
    }

    // A name is a run of labels that ends with a zero byte or with a pointer to where it goes on.
    private static int SkipName(ReadOnlySpan<byte> message, int offset)
    {
        while (offset < message.Length)
        {
            var length = message[offset];
            if (length >= 0xc0)
            {
                return offset + 2;
            }

            offset += length + 1;
            if (length == 0)
            {
                break;
            }
        }

        return offset;
    }
}
