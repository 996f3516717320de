using System.Globalization;
using System.Text;

namespace MeshHost.Helm.Templating.Values;

/// <summary>Go's quoted strings: writing them as <c>%q</c> does, and reading string and character constants.</summary>
internal static class GoQuote
{
    public static string Quote(string value)
    {
        var output = new StringBuilder(value.Length + 2);
        AppendQuoted(output, value, '"', asciiOnly: false);
        return output.ToString();
    }

    public static void AppendQuoted(StringBuilder output, string value, char quote, bool asciiOnly)
    {
        output.Append(quote);
        var span = value.AsSpan();
        while (!span.IsEmpty)
        {
            var rune = ByteString.RuneAt(span, out var width, out var isByte);
            if (isByte && ByteString.IsEscape(span[0]))
            {
                output.Append(CultureInfo.InvariantCulture, $"\\x{span[0] - 0xDC00:x2}");
            }
            else
            {
                AppendRune(output, rune.Value, quote, asciiOnly);
            }

            span = span[width..];
        }

        output.Append(quote);
    }

    public static void AppendRune(StringBuilder output, int rune, char quote, bool asciiOnly)
    {
        if (rune == quote || rune == '\\')
        {
            output.Append('\\').Append((char)rune);
        }
        else if (asciiOnly ? rune is >= ' ' and < 0x7f : IsPrint(rune))
        {
            output.Append(new Rune(rune).ToString());
        }
        else
        {
            switch (rune)
            {
                case '\a':
                    output.Append("\\a");
                    break;
                case '\b':
                    output.Append("\\b");
                    break;
                case '\f':
                    output.Append("\\f");
                    break;
                case '\n':
                    output.Append("\\n");
                    break;
                case '\r':
                    output.Append("\\r");
                    break;
                case '\t':
                    output.Append("\\t");
                    break;
                case '\v':
                    output.Append("\\v");
                    break;
                case < ' ' or 0x7f:
                    output.Append(CultureInfo.InvariantCulture, $"\\x{rune:x2}");
                    break;
                case < 0x10000:
                    output.Append(CultureInfo.InvariantCulture, $"\\u{rune:x4}");
                    break;
                default:
                    output.Append(CultureInfo.InvariantCulture, $"\\U{rune:x8}");
                    break;
            }
        }
    }

    /// <summary>Whether Go prints the character as it is: letters, marks, numbers, punctuation, symbols and the ASCII space.</summary>
    public static bool IsPrint(int rune) => rune < 0x7f
        ? rune >= ' '
        : Rune.IsValid(rune) && Rune.GetUnicodeCategory(new Rune(rune)) is not (UnicodeCategory.Control or UnicodeCategory.Format or
            UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Reads a string constant in double quotes or back quotes; false when Go would not.</summary>
    public static bool TryUnquote(string quoted, out string value)
    {
        value = "";
        if (quoted.Length < 2 || quoted[^1] != quoted[0])
        {
            return false;
        }

        var inner = quoted.AsSpan(1, quoted.Length - 2);
        if (quoted[0] == '`')
        {
            value = inner.Contains('\r') ? inner.ToString().Replace("\r", "", StringComparison.Ordinal) : inner.ToString();
            return !inner.Contains('`');
        }

        if (!inner.ContainsAny('\\', '"', '\n'))
        {
            value = inner.ToString();
            return true;
        }

        var output = new StringBuilder(inner.Length);
        var bytes = new List<byte>();
        while (!inner.IsEmpty)
        {
            var isByte = inner.Length > 1 && inner[0] == '\\' && inner[1] is 'x' or (>= '0' and <= '7');
            var rune = UnquoteChar(ref inner, '"');
            if (rune < 0)
            {
                return false;
            }

            if (isByte)
            {
                bytes.Add((byte)rune);
                continue;
            }

            FlushBytes(output, bytes);
            output.Append(Rune.IsValid(rune) ? new Rune(rune).ToString() : "\uFFFD");
        }

        FlushBytes(output, bytes);
        value = output.ToString();
        return true;
    }

    private static void FlushBytes(StringBuilder output, List<byte> bytes)
    {
        if (bytes.Count > 0)
        {
            output.Append(ByteString.FromBytes(bytes.ToArray()));
            bytes.Clear();
        }
    }

    /// <summary>Reads one character of a constant and advances; negative when it is not well formed.</summary>
    public static int UnquoteChar(ref ReadOnlySpan<char> text, char quote)
    {
        if (text.IsEmpty || text[0] == quote || text[0] == '\n')
        {
            return -1;
        }

        if (text[0] != '\\')
        {
            _ = Rune.DecodeFromUtf16(text, out var rune, out var width);
            text = text[width..];
            return rune.Value;
        }

        if (text.Length < 2)
        {
            return -1;
        }

        var c = text[1];
        text = text[2..];
        switch (c)
        {
            case 'a':
                return '\a';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case '\\':
                return '\\';
            case '\'' or '"':
                return c == quote ? c : -1;
            case 'x':
                return Digits(ref text, 2, 16);
            case 'u' or 'U':
                var value = Digits(ref text, c == 'u' ? 4 : 8, 16);
                return Rune.IsValid(value) ? value : -1;
            case >= '0' and <= '7':
                var octal = (c - '0') * 64;
                var rest = Digits(ref text, 2, 8);
                return rest < 0 || octal + rest > 255 ? -1 : octal + rest;
            default:
                return -1;
        }
    }

    private static int Digits(ref ReadOnlySpan<char> text, int count, int radix)
    {
        if (text.Length < count || !GoNumbers.TryParseDigits(text[..count], radix, allowUnderscore: false, out var value) ||
            value > int.MaxValue)
        {
            return -1;
        }

        text = text[count..];
        return (int)value;
    }
}
