using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Yaml;

/// <summary>What a scalar without quotes means in YAML 1.1 as go-yaml resolves it.</summary>
internal static class YamlScalar
{
    public const string TagPrefix = "tag:yaml.org,2002:";

    private static readonly object s_true = GoValue.True;
    private static readonly object s_false = GoValue.False;

    /// <summary>Resolves to null, bool, long, ulong, double or string.</summary>
    public static object? ResolvePlain(ReadOnlySpan<char> text, KeyCache keys) =>
        TryResolve(text, out var value) ? value : keys.Text(text);

    /// <summary>Whether a scalar without quotes is something other than a string; <paramref name="value"/> is what.</summary>
    public static bool TryResolve(ReadOnlySpan<char> text, out object? value)
    {
        value = null;
        if (text.IsEmpty)
        {
            return true;
        }

        switch (text[0])
        {
            case 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' or '~':
                return text.Length <= 5 && TryWord(text, out value);
            case '.':
                return TryDotted(text, out value);
            case '+' or '-' or (>= '0' and <= '9'):
                return TryNumber(text, out value);
            default:
                return false;
        }
    }

    /// <summary>Resolves a scalar with an explicit tag.</summary>
    public static object? Resolve(string text, string tag, bool isPlain)
    {
        if (tag.Length == 0)
        {
            return isPlain && TryResolve(text, out var plain) ? plain : text;
        }

        var name = tag.StartsWith(TagPrefix, StringComparison.Ordinal) ? tag[TagPrefix.Length..] : "";
        switch (name)
        {
            case "str":
                return text;
            case "binary":
                try
                {
                    return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text));
                }
                catch (FormatException)
                {
                    throw new YamlException("yaml: !!binary value contains invalid base64 data");
                }

            case "bool" or "int" or "float" or "null":
                var resolved = TryResolve(text, out var value);
                var actual = !resolved ? "str" : value switch { null => "null", bool => "bool", double => "float", _ => "int" };
                if (actual == name || (actual == "int" && name == "float"))
                {
                    return value;
                }

                throw new YamlException($"yaml: cannot decode !!{actual} `{text}` as a !!{name}");
            case "timestamp":
                return IsTimestamp(text) ? text : throw new YamlException($"yaml: cannot decode !!str `{text}` as a !!timestamp");
            default:
                return text;
        }
    }

    private static bool TryWord(ReadOnlySpan<char> text, out object? value)
    {
        value = null;
        switch (text)
        {
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                value = s_true;
                return true;
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                value = s_false;
                return true;
            case "~" or "null" or "Null" or "NULL":
                return true;
            default:
                return false;
        }
    }

    private static bool TryDotted(ReadOnlySpan<char> text, out object? value)
    {
        value = text switch
        {
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            ".inf" or ".Inf" or ".INF" => double.PositiveInfinity,
            _ => null,
        };
        if (value is null && GoNumbers.TryParseFloat(text, out var number))
        {
            value = number;
        }

        return value is not null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out object? value)
    {
        value = text switch
        {
            "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
            "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
            _ => null,
        };
        if (value is not null)
        {
            return true;
        }

        if (IsShortDecimal(text))
        {
            var number = 0L;
            foreach (var c in text)
            {
                number = number * 10 + (c - '0');
            }

            value = number;
            return true;
        }

        var plain = text.Contains('_') ? text.ToString().Replace("_", "", StringComparison.Ordinal) : text;
        if (GoNumbers.TryParseInteger(plain, out var integer))
        {
            value = integer;
        }
        else if (GoNumbers.TryParseUnsigned(plain, out var unsigned))
        {
            value = unsigned;
        }
        else if (IsYamlFloat(plain) && GoNumbers.TryParseFloat(plain, out var real))
        {
            value = real;
        }

        return value is not null;
    }

    private static bool IsShortDecimal(ReadOnlySpan<char> text) =>
        text.Length <= 18 && (text[0] != '0' || text.Length == 1) && text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsYamlFloat(ReadOnlySpan<char> text)
    {
        var i = text[0] is '+' or '-' ? 1 : 0;
        var whole = Digits(text, ref i);
        var fraction = 0;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            fraction = Digits(text, ref i);
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (i < text.Length && text[i] is 'e' or 'E')
        {
            i++;
            i += i < text.Length && text[i] is '+' or '-' ? 1 : 0;
            if (Digits(text, ref i) == 0)
            {
                return false;
            }
        }

        return i == text.Length;

        static int Digits(ReadOnlySpan<char> text, ref int at)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            return at - start;
        }
    }

    /// <summary>Whether go-yaml takes the text for a date or a time, so that it quotes it when it is a string.</summary>
    public static bool IsTimestamp(ReadOnlySpan<char> text)
    {
        if (text.Length < 8 || text[4] != '-' || text[..4].IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        var value = text.ToString();
        return GoTime.TryParse("2006-1-2T15:4:5.999999999Z07:00", value, out _) ||
            GoTime.TryParse("2006-1-2t15:4:5.999999999Z07:00", value, out _) ||
            GoTime.TryParse("2006-1-2 15:4:5.999999999", value, out _) ||
            GoTime.TryParse("2006-1-2", value, out _);
    }

    /// <summary>Whether YAML 1.1 has the text as a number in base 60: 1:30.</summary>
    public static bool IsBase60(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !(text[0] is '+' or '-' || char.IsAsciiDigit(text[0])) || !text.Contains(':'))
        {
            return false;
        }

        var i = text[0] is '+' or '-' ? 1 : 0;
        if (i >= text.Length || !char.IsAsciiDigit(text[i]))
        {
            return false;
        }

        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '_'))
        {
            i++;
        }

        var groups = 0;
        while (i < text.Length && text[i] == ':')
        {
            i++;
            if (i + 1 < text.Length && text[i] is >= '0' and <= '5' && char.IsAsciiDigit(text[i + 1]))
            {
                i += 2;
            }
            else if (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }
            else
            {
                return false;
            }

            groups++;
        }

        if (i < text.Length && text[i] == '.')
        {
            i++;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '_'))
            {
                i++;
            }
        }

        return groups > 0 && i == text.Length;
    }
}
