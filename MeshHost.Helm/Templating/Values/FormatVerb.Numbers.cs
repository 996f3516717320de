using System.Globalization;
using System.Numerics;
using System.Text;

namespace MeshHost.Helm.Templating.Values;

/// <content>Numbers.</content>
internal sealed partial class FormatVerb
{
    private void AppendFloat(double value, object original)
    {
        switch (_verb)
        {
            case 'v':
                AppendNumber(FormatFloat(value, 'g', flags.Precision ?? -1));
                break;
            case 'b' or 'g' or 'G' or 'x' or 'X':
                AppendNumber(FormatFloat(value, _verb, flags.Precision ?? -1));
                break;
            case 'f' or 'e' or 'E' or 'F':
                AppendNumber(FormatFloat(value, _verb == 'F' ? 'f' : _verb, flags.Precision ?? 6));
                break;
            default:
                AppendBad(original);
                break;
        }
    }

    private string FormatFloat(double value, char form, int precision)
    {
        var text = FloatText.Format(value, form, precision);
        if (text[0] is not ('+' or '-'))
        {
            text = "+" + text;
        }

        if (flags.Sharp && form != 'b' && double.IsFinite(value))
        {
            text = AlternateFloat(text, form, precision);
        }

        if (flags.Space && text[0] == '+' && !flags.Plus)
        {
            return " " + text[1..];
        }

        return flags.Plus || text[0] == '-' ? text : text[1..];
    }

    /// <summary>The # flag keeps the decimal point and, for %g, the trailing zeros.</summary>
    private static string AlternateFloat(string text, char form, int precision)
    {
        var digits = form is 'g' or 'G' or 'v' ? (precision < 0 ? 6 : precision) : 0;
        var exponentAt = text.IndexOfAny(form is 'x' or 'X' ? ['p', 'P'] : ['e', 'E']);
        var (body, tail) = exponentAt < 0 ? (text, "") : (text[..exponentAt], text[exponentAt..]);
        var seen = 0;
        var nonZero = false;
        foreach (var c in body.AsSpan(1))
        {
            nonZero |= c is not ('0' or '.');
            seen += nonZero && c != '.' ? 1 : 0;
        }

        seen = nonZero ? seen : body.Length > 1 ? 1 : 0;
        body += body.Contains('.', StringComparison.Ordinal) ? "" : ".";
        return body + new string('0', Math.Max(0, digits - seen)) + tail;
    }

    private void AppendComplex(Complex value, object original)
    {
        if (_verb is not ('v' or 'b' or 'g' or 'G' or 'x' or 'X' or 'f' or 'F' or 'e' or 'E'))
        {
            AppendBad(original);
            return;
        }

        var form = _verb == 'v' ? 'g' : _verb;
        var precision = flags.Precision ?? (form is 'f' or 'F' or 'e' or 'E' ? 6 : -1);
        var imaginary = FloatText.Format(value.Imaginary, form, precision);
        output.Append('(');
        AppendNumber(FormatFloat(value.Real, form, precision));
        AppendNumber(imaginary[0] is '-' or '+' ? imaginary : "+" + imaginary);
        output.Append("i)");
    }

    private void AppendInteger(object value)
    {
        BigInteger number;
        var unsigned = false;
        if (GoValue.TryInteger(value, out var signed))
        {
            number = signed;
        }
        else if (GoValue.TryUnsigned(value, out var positive))
        {
            number = positive;
            unsigned = true;
        }
        else
        {
            AppendPadded(value.ToString() ?? "");
            return;
        }

        switch (_verb)
        {
            case 'v' when flags.SharpV && unsigned:
                AppendPadded("0x" + ((ulong)number).ToString("x", CultureInfo.InvariantCulture));
                break;
            case 'v' or 'd':
                AppendDigits(number, 10, "");
                break;
            case 'b':
                AppendDigits(number, 2, flags.Sharp ? "0b" : "");
                break;
            case 'o':
                AppendDigits(number, 8, flags.Sharp ? "0" : "");
                break;
            case 'O':
                AppendDigits(number, 8, "0o");
                break;
            case 'x' or 'X':
                AppendDigits(number, 16, flags.Sharp ? "0" + _verb : "");
                break;
            case 'c':
                AppendPadded(ToRune(number).ToString());
                break;
            case 'q':
                var quoted = new StringBuilder("'");
                GoQuote.AppendRune(quoted, ToRune(number).Value, '\'', asciiOnly: flags.Plus);
                AppendPadded(quoted.Append('\'').ToString());
                break;
            case 'U':
                var hex = ((ulong)(number & ulong.MaxValue)).ToString("X", CultureInfo.InvariantCulture).PadLeft(Math.Max(4, flags.Precision ?? 0), '0');
                AppendPadded("U+" + hex + (flags.Sharp && Rune.IsValid((int)ToRune(number).Value) && GoQuote.IsPrint(ToRune(number).Value) ? $" '{ToRune(number)}'" : ""));
                break;
            default:
                AppendBad(value);
                break;
        }
    }

    private static Rune ToRune(BigInteger number) =>
        number >= 0 && number <= 0x10ffff && Rune.IsValid((int)number) ? new Rune((int)number) : Rune.ReplacementChar;

    private void AppendDigits(BigInteger number, int radix, string prefix)
    {
        var negative = number.Sign < 0;
        var magnitude = BigInteger.Abs(number);
        if (flags.Precision == 0 && magnitude.IsZero)
        {
            output.Append(' ', flags.Width ?? 0);
            return;
        }

        var digits = radix switch
        {
            10 => magnitude.ToString(CultureInfo.InvariantCulture),
            16 => ((UInt128)magnitude).ToString(_verb == 'X' ? "X" : "x", CultureInfo.InvariantCulture),
            2 => ((UInt128)magnitude).ToString("b", CultureInfo.InvariantCulture),
            _ => Octal((ulong)magnitude),
        };
        var sign = negative ? "-" : flags.Plus ? "+" : flags.Space ? " " : "";
        var least = flags.Precision ?? 0;
        if (flags.Precision is null && flags.Zero && !flags.Minus && flags.Width is { } width)
        {
            least = width - (sign.Length > 0 ? 1 : 0);
        }

        digits = digits.PadLeft(least, '0');
        if (radix == 8 && prefix == "0" && digits[0] == '0')
        {
            prefix = "";
        }

        Pad(sign + prefix + digits, zeros: false);
    }

    private static string Octal(ulong value)
    {
        var digits = "";
        do
        {
            digits = (char)('0' + (value & 7)) + digits;
            value >>= 3;
        }
        while (value != 0);
        return digits;
    }

    private void AppendNumber(string text)
    {
        var finite = text.AsSpan().TrimStart("+- ") is not ("Inf" or "NaN");
        if (flags.Zero && !flags.Minus && finite && flags.Width > text.Length && text[0] is '+' or '-' or ' ')
        {
            if (flags.Zero && !flags.Minus && finite && flags.Width > text.Length)
            {
                output.Append(text[0]).Append('0', flags.Width.Value - text.Length).Append(text, 1, text.Length - 1);
                return;
            }
        }

        Pad(text, zeros: flags.Zero && finite);
    }
}
