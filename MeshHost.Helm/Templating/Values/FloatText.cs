using System.Globalization;
using System.Numerics;
using System.Text;

namespace MeshHost.Helm.Templating.Values;

/// <summary>Go's strconv.FormatFloat: shortest digits or an exact precision, rounded half to even on the exact value.</summary>
internal static class FloatText
{
    /// <summary>The form <c>%v</c> prints: shortest digits, exponent form below 1e-4 and from 1e+06 on unless more digits are needed.</summary>
    public static string Shortest(double value) => Format(value, 'g', -1);

    public static string Format(double value, char verb, int precision)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        if (verb == 'b')
        {
            return Binary(value);
        }

        if (verb is 'x' or 'X')
        {
            return Hexadecimal(value, precision, verb);
        }

        if (verb == 'g' && precision < 0 && value == Math.Truncate(value) && Math.Abs(value) < 1e6 && (value != 0 || !double.IsNegative(value)))
        {
            return ((int)value).ToString(CultureInfo.InvariantCulture);
        }

        var negative = double.IsNegative(value);
        var shortest = precision < 0;
        var (digits, point) = shortest ? ShortestDigits(Math.Abs(value)) : RoundedDigits(Math.Abs(value), verb, precision);
        if (shortest)
        {
            precision = verb switch
            {
                'e' or 'E' => digits.Length - 1,
                'f' or 'F' => Math.Max(digits.Length - point, 0),
                _ => digits.Length,
            };
        }

        var output = new StringBuilder(negative ? "-" : "", 32);
        switch (verb)
        {
            case 'e' or 'E':
                return Exponential(output, digits, point, precision, verb);
            case 'f' or 'F':
                return Fixed(output, digits, point, precision);
        }

        var limit = precision;
        if (limit > digits.Length && digits.Length >= point)
        {
            limit = digits.Length;
        }

        limit = shortest ? 6 : limit;
        var exponent = point - 1;
        if (exponent < -4 || exponent >= limit)
        {
            return Exponential(output, digits, point, Math.Min(precision, digits.Length) - 1, verb == 'G' ? 'E' : 'e');
        }

        return Fixed(output, digits, point, Math.Max((precision > point ? digits.Length : precision) - point, 0));
    }

    /// <summary>JSON's form: plain between 1e-6 and 1e21, exponent without padding otherwise.</summary>
    public static string Json(double value)
    {
        var magnitude = Math.Abs(value);
        if (magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21))
        {
            var text = Format(value, 'e', -1);
            return text.Length >= 4 && text[^4] == 'e' && text[^3] == '-' && text[^2] == '0' ? text[..^2] + text[^1] : text;
        }

        return Format(value, 'f', -1);
    }

    private static (string Digits, int Point) ShortestDigits(double value)
    {
        if (value == 0)
        {
            return ("", 0);
        }

        return SplitDigits(value.ToString("R", CultureInfo.InvariantCulture));
    }

    private static (string Digits, int Point) SplitDigits(string text)
    {
        var exponentAt = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = exponentAt < 0 ? 0 : int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? mantissa : mantissa[..dot];
        var digits = dot < 0 ? whole : whole + mantissa[(dot + 1)..];
        var point = whole.Length + exponent;
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits[leading..].TrimEnd('0'), point - leading);
    }

    private static (string Digits, int Point) RoundedDigits(double value, char verb, int precision)
    {
        if (value == 0)
        {
            return ("", 0);
        }

        var (all, point) = ExactDigits(value);
        var keep = verb switch
        {
            'e' or 'E' => precision + 1,
            'f' or 'F' => point + precision,
            _ => precision == 0 ? 1 : precision,
        };
        if (keep >= all.Length)
        {
            return (all, point);
        }

        if (keep < 0)
        {
            return ("", 0);
        }

        var up = all[keep] > '5' || (all[keep] == '5' && (keep + 1 < all.Length || (keep > 0 && (all[keep - 1] - '0') % 2 == 1)));
        if (!up)
        {
            var kept = all[..keep].TrimEnd('0');
            return (kept, kept.Length == 0 ? 0 : point);
        }

        var digits = all[..keep].ToCharArray();
        var i = keep - 1;
        while (i >= 0 && digits[i] == '9')
        {
            i--;
        }

        if (i < 0)
        {
            return ("1", point + 1);
        }

        digits[i]++;
        return (new string(digits, 0, i + 1), point);
    }

    /// <summary>All decimal digits of a positive double; every double has finitely many.</summary>
    private static (string Digits, int Point) ExactDigits(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7ff);
        var mantissa = bits & 0xfffffffffffffL;
        mantissa |= exponent == 0 ? 0 : 1L << 52;
        exponent = (exponent == 0 ? 1 : exponent) - 1075;
        var scaled = exponent >= 0 ? (BigInteger)mantissa << exponent : mantissa * BigInteger.Pow(5, -exponent);
        var text = scaled.ToString(CultureInfo.InvariantCulture);
        return (text.TrimEnd('0'), text.Length - (exponent >= 0 ? 0 : -exponent));
    }

    private static string Exponential(StringBuilder output, string digits, int point, int precision, char letter)
    {
        output.Append(digits.Length > 0 ? digits[0] : '0');
        if (precision > 0)
        {
            output.Append('.');
            var shown = Math.Min(digits.Length, precision + 1);
            if (shown > 1)
            {
                output.Append(digits, 1, shown - 1);
            }

            output.Append('0', precision + 1 - Math.Max(shown, 1));
        }

        var exponent = digits.Length == 0 ? 0 : point - 1;
        output.Append(letter).Append(exponent < 0 ? '-' : '+');
        return output.Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)).ToString();
    }

    private static string Fixed(StringBuilder output, string digits, int point, int precision)
    {
        if (point > 0)
        {
            var shown = Math.Min(digits.Length, point);
            output.Append(digits, 0, shown).Append('0', point - shown);
        }
        else
        {
            output.Append('0');
        }

        if (precision > 0)
        {
            output.Append('.');
            for (var i = 0; i < precision; i++)
            {
                var at = point + i;
                output.Append(at >= 0 && at < digits.Length ? digits[at] : '0');
            }
        }

        return output.ToString();
    }

    private static (long Mantissa, int Exponent) Parts(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var exponent = (int)(bits >> 52);
        var mantissa = bits & 0xfffffffffffffL;
        return exponent == 0 ? (mantissa, -1074) : (mantissa | (1L << 52), exponent - 1075);
    }

    private static string Binary(double value)
    {
        var (mantissa, exponent) = Parts(value);
        return string.Create(CultureInfo.InvariantCulture, $"{(double.IsNegative(value) ? "-" : "")}{mantissa}p{exponent:+#;-#;+0}");
    }

    private static string Hexadecimal(double value, int precision, char verb)
    {
        var (mantissa, exponent) = Parts(value);
        exponent = mantissa == 0 ? 0 : exponent + 52;
        while (mantissa != 0 && (mantissa & (1L << 52)) == 0)
        {
            mantissa <<= 1;
            exponent--;
        }

        if (precision is >= 0 and < 13)
        {
            var shift = 52 - 4 * precision;
            var extra = mantissa & ((1L << shift) - 1);
            var half = 1L << (shift - 1);
            mantissa >>= shift;
            mantissa += extra > half || (extra == half && (mantissa & 1) == 1) ? 1 : 0;
            mantissa <<= shift;
            if ((mantissa & (1L << 53)) != 0)
            {
                mantissa >>= 1;
                exponent++;
            }
        }

        var fraction = (mantissa & 0xfffffffffffffL).ToString("x13", CultureInfo.InvariantCulture);
        fraction = precision < 0 ? fraction.TrimEnd('0') : fraction.PadRight(precision, '0')[..precision];
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{(double.IsNegative(value) ? "-" : "")}0x{mantissa >> 52}{(fraction.Length > 0 ? "." : "")}{fraction}p{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        return verb == 'X' ? text.ToUpperInvariant() : text;
    }
}
