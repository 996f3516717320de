using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>An IPv4 range.</summary>
/// <param name="First">First address, as a number.</param>
/// <param name="PrefixLength">Length of the prefix.</param>
internal readonly record struct AddressRange(uint First, int PrefixLength)
{
    /// <summary>Number of addresses.</summary>
    public long Size => 1L << (32 - PrefixLength);

    /// <summary>Reads a range in CIDR form. The address must be the range's first one.</summary>
    /// <param name="text">The text, such as <c>10.10.0.0/20</c>.</param>
    /// <returns>The range, or <see langword="null"/> when the text is not one.</returns>
    public static AddressRange? TryParse(string? text)
    {
        if (text?.Split('/') is not [var address, var length]
            || !IPAddress.TryParse(address, out var first) || first.AddressFamily != AddressFamily.InterNetwork
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > 32)
        {
            return null;
        }

        var range = new AddressRange(BinaryPrimitives.ReadUInt32BigEndian(first.GetAddressBytes()), prefix);
        return range.First % range.Size == 0 ? range : null;
    }

    /// <summary>Whether two ranges share addresses.</summary>
    /// <param name="other">The other range.</param>
    /// <returns><see langword="true"/> when they do.</returns>
    public bool Overlaps(AddressRange other) => First < other.First + other.Size && other.First < First + Size;

    /// <summary>Whether another range lies in this one.</summary>
    /// <param name="other">The other range.</param>
    /// <returns><see langword="true"/> when it does.</returns>
    public bool Contains(AddressRange other) => First <= other.First && other.First + other.Size <= First + Size;

    /// <summary>An address of the range.</summary>
    /// <param name="offset">Distance from the first address.</param>
    /// <returns>The address, dotted.</returns>
    public string Address(long offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(First + offset));
        return new IPAddress(bytes).ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Address(0)}/{PrefixLength}";
}
