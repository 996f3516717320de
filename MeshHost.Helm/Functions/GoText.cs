using System.Collections;
using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>What the function families share: text forms of values, lists of any kind, Go's panics.</summary>
internal static class GoText
{
    public const string NilDereference = "runtime error: invalid memory address or nil pointer dereference";

    /// <summary>The text of a value: bytes are text here, unlike in <c>%v</c>.</summary>
    public static string Of(object? value) => value switch
    {
        string text => text,
        byte[] bytes => ByteString.FromBytes(bytes),
        _ => GoPrinter.ToText(value),
    };

    /// <summary>The texts of a list without its nils; a value that is no list is a list of one.</summary>
    public static string[] List(object? value)
    {
        switch (value)
        {
            case string[] texts:
                return texts;
            case null:
                return [];
            case IList list:
                var result = new List<string>(list.Count);
                foreach (var item in list)
                {
                    if (item is not null)
                    {
                        result.Add(Of(item));
                    }
                }

                return [.. result];
            default:
                return [Of(value)];
        }
    }

    /// <summary>Repeats a text within the limit.</summary>
    public static string Repeat(string text, long count)
    {
        if (count < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }

        if (text.Length * count > TemplateLimits.MaxString)
        {
            throw new FunctionException($"output exceeds the limit of {TemplateLimits.MaxString} characters");
        }

        return text.Length == 1 ? new string(text[0], (int)count) : new StringBuilder(text.Length * (int)count).Insert(0, text, (int)count).ToString();
    }

    /// <summary>The bytes of a text as characters of the same number, for what Go does byte by byte.</summary>
    public static string Latin(string text) => ByteString.IsAscii(text) ? text : Encoding.Latin1.GetString(ByteString.ToBytes(text));

    public static string FromLatin(string bytes) => ByteString.IsAscii(bytes) ? bytes : ByteString.FromBytes(Encoding.Latin1.GetBytes(bytes));

    public static bool IsSpace(int rune) => rune is (>= '\t' and <= '\r') or ' ' or 0x85 or 0xA0 ||
        (rune > 0xff && Rune.IsValid(rune) && Rune.IsWhiteSpace(new Rune(rune)));

    /// <summary>Removes Unicode white space at both ends, as strings.TrimSpace.</summary>
    public static string TrimSpace(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>Splits as strings.SplitN does: an empty separator gives the characters.</summary>
    public static string[] Split(string text, string separator, long limit = -1)
    {
        if (limit == 0)
        {
            return NilList.OfStrings;
        }

        var most = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        if (separator.Length > 0)
        {
            return most == 1 ? [text] : text.Split(separator, most);
        }

        var parts = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            ByteString.RuneAt(text.AsSpan(at), out var width, out _);
            width = parts.Count + 1 == most ? text.Length - at : width;
            parts.Add(text.Substring(at, width));
            at += width;
        }

        return [.. parts];
    }
}
