using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MeshHost.Resources.Gke;

/// <summary>An IPv4 range in CIDR notation.</summary>
public readonly record struct CidrRange
{
    private readonly uint _first;

    private CidrRange(uint first, int prefixLength)
    {
        _first = first;
        PrefixLength = prefixLength;
    }

    /// <summary>Gets the number of leading bits that are fixed.</summary>
    public int PrefixLength { get; }

    /// <summary>Gets the number of addresses.</summary>
    public long Size => 1L << (32 - PrefixLength);

    /// <summary>Gets a value indicating whether the range is all of the internet.</summary>
    public bool IsEverything => PrefixLength == 0;

    /// <summary>Reads a range.</summary>
    /// <param name="text">Text such as <c>10.10.0.0/20</c>.</param>
    /// <param name="what">What the range is for, for the message of a failure.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentException">The text is not a range. The message says why and what would be right.</exception>
    public static CidrRange Parse(string text, string what = "range")
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(text.AsSpan(0, slash), out var address) || address.AddressFamily != AddressFamily.InterNetwork
            || text[..slash].Count(c => c == '.') != 3
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > 32)
        {
            throw new ArgumentException($"The {what} '{text}' is not an IPv4 range. Write it as address/prefix length, for example 10.10.0.0/20.");
        }

        var value = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        var first = value & Mask(length);
        return first == value
            ? new CidrRange(first, length)
            : throw new ArgumentException(
                $"The {what} '{text}' has bits set beyond its prefix length. The range that contains it is {new CidrRange(first, length)}.");
    }

    /// <summary>Tells whether the two ranges share an address.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>True if they do.</returns>
    public bool Overlaps(CidrRange other)
    {
        var mask = Mask(Math.Min(PrefixLength, other.PrefixLength));
        return (_first & mask) == (other._first & mask);
    }

    /// <summary>Tells whether all of another range is in this one.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>True if it is.</returns>
    public bool Contains(CidrRange other) => PrefixLength <= other.PrefixLength && Overlaps(other);

    /// <summary>Tells whether an address is in the range.</summary>
    /// <param name="address">The address.</param>
    /// <returns>True if it is.</returns>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var v4 = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return v4.AddressFamily == AddressFamily.InterNetwork
            && (BinaryPrimitives.ReadUInt32BigEndian(v4.GetAddressBytes()) & Mask(PrefixLength)) == _first;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_first >> 24}.{(_first >> 16) & 255}.{(_first >> 8) & 255}.{_first & 255}/{PrefixLength}");

    private static uint Mask(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);
}
