using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MeshHost.Helm.Templating.Values;

/// <summary>
/// Go's strings are bytes, ours are UTF-16. A byte that is no part of valid UTF-8 is held as the lone surrogate
/// U+DC00 + byte, so that cutting a string inside a character and writing it out again gives the same bytes as Go.
/// </summary>
internal static class ByteString
{
    private const char EscapeFirst = '\uDC80';
    private const char EscapeLast = '\uDCFF';

    /// <summary>The length in bytes.</summary>
    public static int Length(string value)
    {
        var index = value.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f');
        if (index < 0)
        {
            return value.Length;
        }

        var length = index;
        for (var i = index; i < value.Length; i++)
        {
            var c = value[i];
            length += c switch
            {
                < '\x80' => 1,
                < '\u0800' => 2,
                _ when IsEscape(c) && !(i > 0 && char.IsHighSurrogate(value[i - 1])) => 1,
                _ when char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]) => 4,
                _ => 3,
            };
            i += char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]) ? 1 : 0;
        }

        return length;
    }

    /// <summary>Whether every character is one byte, so that offsets are the same in both forms.</summary>
    public static bool IsAscii(string value) => Ascii.IsValid(value);

    public static byte[] ToBytes(string value)
    {
        if (value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return Encoding.UTF8.GetBytes(value);
        }

        var output = new ArrayBufferWriter<byte>(value.Length + 16);
        for (var i = 0; i < value.Length; i++)
        {
            if (IsEscape(value[i]))
            {
                output.Write([(byte)(value[i] - 0xDC00)]);
                continue;
            }

            _ = Rune.DecodeFromUtf16(value.AsSpan(i), out var rune, out var width);
            output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
            i += width - 1;
        }

        return output.WrittenSpan.ToArray();
    }

    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var output = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var width) == OperationStatus.Done)
            {
                output.Append(rune.ToString());
                bytes = bytes[width..];
            }
            else
            {
                // Go takes one byte of an invalid sequence at a time.
                output.Append((char)(0xDC00 + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return output.ToString();
    }

    /// <summary>Cuts by byte offsets, which the caller has checked.</summary>
    public static string Slice(string value, int start, int end) => IsAscii(value)
        ? value[start..end]
        : FromBytes(ToBytes(value).AsSpan(start, end - start));

    public static string Prefix(string value, int bytes) => Length(value) <= bytes ? value : Slice(value, 0, bytes);

    /// <summary>The byte at an offset the caller has checked.</summary>
    public static byte At(string value, int index) => IsAscii(value) ? (byte)value[index] : ToBytes(value)[index];

    /// <summary>Compares as Go does, by bytes: UTF-16 sorts supplementary characters differently.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[common], right[common]);
        if (a < '\uD800' || b < '\uD800')
        {
            return a.CompareTo(b);
        }

        return Weight(a).CompareTo(Weight(b));

        static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
    }

    /// <summary>Whether the character stands for a byte that is not valid UTF-8.</summary>
    public static bool IsEscape(char c) => c is >= EscapeFirst and <= EscapeLast;

    /// <summary>
    /// Reads the rune at an offset; <see cref="Rune.ReplacementChar"/> with <paramref name="isByte"/> set for an escaped byte.
    /// </summary>
    public static Rune RuneAt(ReadOnlySpan<char> value, out int width, out bool isByte)
    {
        isByte = Rune.DecodeFromUtf16(value, out var rune, out width) != OperationStatus.Done;
        return rune;
    }
}
