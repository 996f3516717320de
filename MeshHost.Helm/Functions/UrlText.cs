using System.Globalization;
using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>Percent escapes as net/url writes and reads them.</summary>
internal static class UrlText
{
    /// <summary>The part of a URL a text is for; what may stand unescaped differs.</summary>
    public enum Part
    {
        Path,
        Host,
        Zone,
        UserPassword,
        QueryComponent,
        Fragment,
    }

    public static string Escape(string text, Part part)
    {
        var output = new StringBuilder(text.Length + 8);
        foreach (var b in ByteString.ToBytes(text))
        {
            var c = (char)b;
            if (c == ' ' && part == Part.QueryComponent)
            {
                output.Append('+');
            }
            else if (ShouldEscape(c, part))
            {
                output.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
            else
            {
                output.Append(c);
            }
        }

        return output.ToString();
    }

    public static string Unescape(string text, Part part)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            RefuseHost(text, part);
            return part == Part.QueryComponent ? text.Replace('+', ' ') : text;
        }

        var source = ByteString.ToBytes(text);
        var output = new List<byte>(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '%')
            {
                output.Add(source[i] == '+' && part == Part.QueryComponent ? (byte)' ' : source[i]);
                continue;
            }

            if (i + 2 >= source.Length || !char.IsAsciiHexDigit((char)source[i + 1]) || !char.IsAsciiHexDigit((char)source[i + 2]))
            {
                var rest = ByteString.FromBytes(source.AsSpan(i, Math.Min(3, source.Length - i)));
                throw new FunctionException($"invalid URL escape {GoQuote.Quote(rest)}");
            }

            var value = GoNumbers.HexValue((char)source[i + 1]) * 16 + GoNumbers.HexValue((char)source[i + 2]);
            if (part == Part.Host && value < 0x80 && value != '%')
            {
                throw new FunctionException($"invalid URL escape {GoQuote.Quote(ByteString.FromBytes(source.AsSpan(i, 3)))}");
            }

            output.Add((byte)value);
            i += 2;
        }

        RefuseHost(text, part);
        return ByteString.FromBytes(output.ToArray());
    }

    private static void RefuseHost(string text, Part part)
    {
        if (part is not (Part.Host or Part.Zone))
        {
            return;
        }

        foreach (var c in text)
        {
            if (c < 0x80 && c != '%' && ShouldEscape(c, part))
            {
                throw new FunctionException($"invalid character {GoQuote.Quote(c.ToString())} in host name");
            }
        }
    }

    public static bool ShouldEscape(char c, Part part)
    {
        if (char.IsAsciiLetterOrDigit(c))
        {
            return false;
        }

        if (part is Part.Host or Part.Zone && c is '!' or '$' or '&' or '\'' or '(' or ')' or '*' or '+' or ',' or ';' or '=' or ':' or '[' or ']' or '<' or '>' or '"')
        {
            return false;
        }

        return c switch
        {
            '-' or '_' or '.' or '~' => false,
            '$' or '&' or '+' or ',' or '/' or ':' or ';' or '=' or '?' or '@' => part switch
            {
                Part.Path => c == '?',
                Part.UserPassword => c is '@' or '/' or '?' or ':',
                Part.QueryComponent => true,
                Part.Fragment => false,
                _ => true,
            },
            '!' or '(' or ')' or '*' => part != Part.Fragment,
            _ => true,
        };
    }
}
