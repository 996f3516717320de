using System.Globalization;
using System.Numerics;

namespace MeshHost.Helm.Templating.Values;

/// <summary>Reads numbers as Go's strconv does with base 0: prefixes, underscores, hexadecimal floats.</summary>
internal static class GoNumbers
{
    public static bool TryParseInteger(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        var negative = text.StartsWith("-");
        var digits = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (!TryParseUnsigned(digits, out var magnitude) || magnitude > (negative ? 1UL << 63 : long.MaxValue))
        {
            return false;
        }

        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }

    public static bool TryParseUnsigned(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || !UnderscoresOk(text))
        {
            return false;
        }

        var radix = 10;
        if (text[0] == '0')
        {
            radix = text.Length < 3 ? 8 : char.ToLowerInvariant(text[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 8 };
            text = text.Length >= 3 && char.ToLowerInvariant(text[1]) is 'x' or 'o' or 'b' ? text[2..] : text[1..];
            if (text.IsEmpty)
            {
                return true;
            }
        }

        return TryParseDigits(text, radix, allowUnderscore: true, out value);
    }

    /// <summary>Parses a signed integer in one base without prefix or underscores, as ParseInt does with that base.</summary>
    public static bool TryParseInteger(ReadOnlySpan<char> text, int radix, out long value)
    {
        value = 0;
        var negative = text.StartsWith("-");
        var digits = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (digits.IsEmpty || !TryParseDigits(digits, radix, allowUnderscore: false, out var magnitude) ||
            magnitude > (negative ? 1UL << 63 : long.MaxValue))
        {
            return false;
        }

        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }

    public static bool TryParseDigits(ReadOnlySpan<char> text, int radix, bool allowUnderscore, out ulong value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c == '_' && allowUnderscore)
            {
                continue;
            }

            var digit = char.IsAsciiHexDigit(c) ? HexValue(c) : 99;
            if (digit >= radix)
            {
                return false;
            }

            if (Math.BigMul(value, (uint)radix, out var next) > 0 || next > ulong.MaxValue - (uint)digit)
            {
                return false;
            }

            value = next + (uint)digit;
        }

        return true;
    }

    private static bool IsFloatText(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!(char.IsAsciiDigit(c) || c is '.' or 'e' or 'E' or '+' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    public static bool TryParseFloat(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var body = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (body.IsEmpty)
        {
            return false;
        }

        var sign = text[0] == '-' ? -1.0 : 1.0;
        if (body.Equals("inf", StringComparison.OrdinalIgnoreCase) || body.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = sign * double.PositiveInfinity;
            return true;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (body.Contains('_'))
        {
            if (!UnderscoresOk(body))
            {
                return false;
            }

            body = body.ToString().Replace("_", "", StringComparison.Ordinal);
        }

        if (body.Length > 2 && body[0] == '0' && body[1] is 'x' or 'X')
        {
            return TryParseHexFloat(body[2..], sign, out value);
        }

        if (!(char.IsAsciiDigit(body[0]) || body[0] == '.') || !IsFloatText(body))
        {
            return false;
        }

        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(body, Styles, CultureInfo.InvariantCulture, out value) || double.IsInfinity(value))
        {
            return false;
        }

        value *= sign;
        return true;
    }

    private static bool TryParseHexFloat(ReadOnlySpan<char> body, double sign, out double value)
    {
        value = 0;
        var marker = body.IndexOfAny('p', 'P');
        if (marker < 0 || !int.TryParse(body[(marker + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
        {
            return false;
        }

        var mantissa = BigInteger.Zero;
        var any = false;
        var fraction = false;
        foreach (var c in body[..marker])
        {
            if (c == '.' && !fraction)
            {
                fraction = true;
                continue;
            }

            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }

            any = true;
            mantissa = mantissa * 16 + HexValue(c);
            exponent -= fraction ? 4 : 0;
        }

        value = sign * (exponent >= 0 && exponent < 2000
            ? (double)(mantissa << exponent)
            : Math.ScaleB((double)mantissa, exponent));
        return any && !double.IsInfinity(value);
    }

    public static int HexValue(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

    /// <summary>Underscores may stand between digits and after a prefix only.</summary>
    public static bool UnderscoresOk(ReadOnlySpan<char> text)
    {
        if (!text.Contains('_'))
        {
            return true;
        }

        var previous = '^';
        var i = text[0] is '+' or '-' ? 1 : 0;
        var hex = false;
        if (text.Length - i >= 2 && text[i] == '0' && (text[i + 1] | 0x20) is 'b' or 'o' or 'x')
        {
            hex = (text[i + 1] | 0x20) == 'x';
            i += 2;
            previous = '0';
        }

        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c) || (hex && char.IsAsciiHexDigit(c)))
            {
                previous = '0';
            }
            else if (c == '_')
            {
                if (previous != '0')
                {
                    return false;
                }

                previous = '_';
            }
            else
            {
                if (previous == '_')
                {
                    return false;
                }

                previous = '!';
            }
        }

        return previous != '_';
    }
}
