using System.Text;

namespace MeshHost.Helm.Charts;

/// <summary>
/// Reads a tar stream entry by entry: ustar, with the extended headers of POSIX and GNU for long names. The framework's reader makes
/// room for an extended header of whatever size it claims, up to 2 GB; here nothing is larger than the limits allow.
/// </summary>
internal sealed class TarArchive(Stream stream)
{
    private const int BlockSize = 512;
    private const int MaxExtendedHeader = 1 << 20;

    private readonly byte[] _header = new byte[BlockSize];
    private long _remaining;
    private int _padding;

    /// <summary>The current file's path as written in the archive.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The current file's claimed size.</summary>
    public long Length { get; private set; }

    /// <summary>Goes on to the next file; folders and headers that describe the archive are passed over.</summary>
    public bool MoveNext()
    {
        string? longName = null;
        long? longSize = null;
        while (ReadHeader() is { } type)
        {
            switch (type)
            {
                case 'x':
                    (longName, longSize) = ReadRecords(longName, longSize);
                    break;
                case 'L':
                    longName = ReadText().TrimEnd('\0');
                    break;
                case 'g' or 'K' or '5':
                    // A global header, the target of a link, a folder: none has contents of a chart.
                    (longName, longSize) = type == '5' ? (null, null) : (longName, longSize);
                    break;
                default:
                    Name = longName ?? Name;
                    Begin(longSize ?? Length);
                    return true;
            }
        }

        return false;
    }

    /// <summary>The current file's contents.</summary>
    public byte[] ReadContents()
    {
        var data = new byte[_remaining];
        stream.ReadExactly(data);
        _remaining = 0;
        return data;
    }

    private char? ReadHeader()
    {
        Skip(_remaining + _padding);
        _remaining = _padding = 0;
        if (stream.ReadAtLeast(_header, BlockSize, throwOnEndOfStream: false) is var count && count < BlockSize)
        {
            return count == 0 ? null : throw new InvalidDataException("the archive ends within a header");
        }

        if (!_header.AsSpan().ContainsAnyExcept((byte)0))
        {
            return null;
        }

        if (Number(_header.AsSpan(148, 8)) != Checksum())
        {
            throw new InvalidDataException("the checksum of a header is wrong");
        }

        var name = Text(_header.AsSpan(0, 100));
        var prefix = _header.AsSpan(257, 6).SequenceEqual("ustar\0"u8) ? Text(_header.AsSpan(345, 155)) : "";
        Name = prefix.Length > 0 ? prefix + "/" + name : name;
        var type = (char)_header[156];
        // Links, devices and folders may state a size, but nothing follows them.
        Begin(type is >= '1' and <= '6' ? 0 : Number(_header.AsSpan(124, 12)));
        return type;
    }

    private void Begin(long length)
    {
        Length = _remaining = length >= 0 ? length : throw new InvalidDataException("an entry has a negative size");
        _padding = (int)(-length & (BlockSize - 1));
    }

    private void Skip(long count)
    {
        Span<byte> scratch = stackalloc byte[BlockSize];
        while (count > 0)
        {
            var part = scratch[..(int)Math.Min(count, BlockSize)];
            stream.ReadExactly(part);
            count -= part.Length;
        }
    }

    private string ReadText() => Length <= MaxExtendedHeader
        ? Encoding.UTF8.GetString(ReadContents())
        : throw new InvalidDataException($"an extended header claims {Length} bytes");

    /// <summary>Records of the form <c>"25 path=chart/values.yaml\n"</c>; the number counts the whole record's bytes.</summary>
    private (string? Name, long? Size) ReadRecords(string? name, long? size)
    {
        if (Length > MaxExtendedHeader)
        {
            throw new InvalidDataException($"an extended header claims {Length} bytes");
        }

        ReadOnlySpan<byte> rest = ReadContents();
        while (rest.Length > 0)
        {
            var space = rest.IndexOf((byte)' ');
            if (space < 0 || !int.TryParse(rest[..space], out var length) || length <= space + 1 || length > rest.Length || rest[length - 1] != '\n')
            {
                throw new InvalidDataException("an extended header is malformed");
            }

            var record = rest[(space + 1)..(length - 1)];
            if (record.StartsWith("path="u8))
            {
                name = Encoding.UTF8.GetString(record["path="u8.Length..]);
            }
            else if (record.StartsWith("size="u8))
            {
                size = long.TryParse(record["size="u8.Length..], out var number) ? number : throw new InvalidDataException("an entry's size is no number");
            }

            rest = rest[length..];
        }

        return (name, size);
    }

    /// <summary>The sum of all bytes of the header, its own field counted as spaces.</summary>
    private long Checksum()
    {
        long sum = 8 * ' ';
        for (var i = 0; i < BlockSize; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : _header[i];
        }

        return sum;
    }

    /// <summary>Octal digits, or the big-endian number that GNU writes with the first bit set where those do not suffice.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        long value = 0;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var b in field[^8..])
            {
                value = (value << 8) | b;
            }

            return value;
        }

        foreach (var b in field.Trim(" \0"u8))
        {
            value = b is >= (byte)'0' and <= (byte)'7' ? (value << 3) | (uint)(b - '0') : throw new InvalidDataException("a number in a header is not octal");
        }

        return value;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
