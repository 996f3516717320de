using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions on strings, except those about upper and lower case.</summary>
internal static class StringFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add("hello", () => "Hello!");
        functions.Add<string, string>("trim", GoText.TrimSpace);
        functions.Add<string, string, string>("trimAll", (cut, text) => Trim(text, cut));
        functions.Add<string, string, string>("trimall", (cut, text) => Trim(text, cut));
        functions.Add<string, string, string>("trimSuffix", (suffix, text) =>
            suffix.Length > 0 && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text);
        functions.Add<string, string, string>("trimPrefix", (prefix, text) =>
            text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text);
        functions.Add<string, string, bool>("contains", (part, text) => text.Contains(part, StringComparison.Ordinal));
        functions.Add<string, string, bool>("hasPrefix", (prefix, text) => text.StartsWith(prefix, StringComparison.Ordinal));
        functions.Add<string, string, bool>("hasSuffix", (suffix, text) => text.EndsWith(suffix, StringComparison.Ordinal));
        functions.Add<string, string, string, string>("replace", Replace);
        functions.Add<nint, string, string>("repeat", (count, text) => GoText.Repeat(text, count));
        functions.Add<nint, string, string>("trunc", Truncate);
        functions.Add<nint, nint, string, string>("substr", Substring);
        functions.Add<nint, string, string>("abbrev", (width, text) => width < 4 ? text : Abbreviate(text, 0, width));
        functions.Add<nint, nint, string, string>("abbrevboth", (left, right, text) =>
            right < 4 || (left > 0 && right < 7) ? text : Abbreviate(text, left, right));
        functions.Add<string, string, nint, string>("plural", (one, many, count) => count == 1 ? one : many);
        functions.Add<nint, string, string>("indent", Indent);
        functions.Add<nint, string, string>("nindent", (spaces, text) => "\n" + Indent(spaces, text));
        functions.Add<nint, string, string>("wrap", (width, text) => Wrap(text, width, "", wrapLongWords: false));
        functions.Add<nint, string, string, string>("wrapWith", (width, separator, text) => Wrap(text, width, separator, wrapLongWords: true));
        functions.AddVariadic<object?, string>("quote", Quote);
        functions.AddVariadic<object?, string>("squote", values => Join(values, value => "'" + GoPrinter.ToText(value) + "'"));
        functions.AddVariadic<object?, string>("cat", values => Join(values, GoPrinter.ToText));
        functions.Add<object?, string>("toString", GoText.Of);
        functions.Add<object?, string[]>("toStrings", GoText.List);
        functions.Add<string, object?, string>("join", (separator, list) => string.Join(separator, GoText.List(list)));
        functions.Add<string, string, Dictionary<string, string>>("split", (separator, text) => Numbered(GoText.Split(text, separator)));
        functions.Add<string, nint, string, Dictionary<string, string>>("splitn", (separator, limit, text) =>
            Numbered(GoText.Split(text, separator, limit)));
        functions.Add<string, string, string[]>("splitList", (separator, text) => GoText.Split(text, separator));
        functions.Add<object?, object?>("sortAlpha", SortAlpha);
        functions.Add<string, string>("initials", Initials);
        functions.Add<string, string>("nospace", RemoveSpace);
    }

    private static string Trim(string text, string cut)
    {
        var (start, end) = (0, text.Length);
        while (start < end && Width(text, start) is var width && cut.AsSpan().IndexOf(text.AsSpan(start, width)) >= 0)
        {
            start += width;
        }

        while (end > start)
        {
            var width = end - start >= 2 && char.IsLowSurrogate(text[end - 1]) && char.IsHighSurrogate(text[end - 2]) ? 2 : 1;
            if (cut.AsSpan().IndexOf(text.AsSpan(end - width, width)) < 0)
            {
                break;
            }

            end -= width;
        }

        return text[start..end];

        static int Width(string text, int at)
        {
            ByteString.RuneAt(text.AsSpan(at), out var width, out _);
            return width;
        }
    }

    private static string Replace(string old, string replacement, string text)
    {
        if (old.Length > 0)
        {
            return text.Replace(old, replacement, StringComparison.Ordinal);
        }

        // The empty string is before every character and at the end.
        var output = new StringBuilder(replacement);
        for (var at = 0; at < text.Length;)
        {
            ByteString.RuneAt(text.AsSpan(at), out var width, out _);
            output.Append(text, at, width).Append(replacement);
            at += width;
        }

        return output.ToString();
    }

    private static string Truncate(nint count, string text)
    {
        var length = ByteString.Length(text);
        if (count < 0 && length + count > 0)
        {
            return ByteString.Slice(text, (int)(length + count), length);
        }

        return count >= 0 && length > count ? ByteString.Slice(text, 0, (int)count) : text;
    }

    private static string Substring(nint start, nint end, string text)
    {
        var length = ByteString.Length(text);
        if (start < 0)
        {
            return end < 0 || end > length
                ? throw new FunctionException($"runtime error: slice bounds out of range [:{end}]{(end < 0 ? "" : $" with length {length}")}")
                : ByteString.Slice(text, 0, (int)end);
        }

        var last = end < 0 || end > length ? length : end;
        if (start > last)
        {
            throw new FunctionException(end < 0 || end > length
                ? $"runtime error: slice bounds out of range [{start}:{length}]"
                : $"runtime error: slice bounds out of range [{start}:{last}]");
        }

        return ByteString.Slice(text, (int)start, (int)last);
    }

    private static string Abbreviate(string text, nint offset, nint width)
    {
        var bytes = GoText.Latin(text);
        return GoText.FromLatin(AbbreviateBytes(bytes, offset, width));
    }

    private static string AbbreviateBytes(string text, nint offset, nint width)
    {
        if (text.Length == 0 || width < 4)
        {
            return "";
        }

        if (text.Length <= width)
        {
            return text;
        }

        offset = offset > text.Length ? text.Length : offset;
        offset = text.Length - offset < width - 3 ? text.Length - (width - 3) : offset;
        if (offset <= 4)
        {
            return text[..(int)(width - 3)] + "...";
        }

        if (width < 7)
        {
            return "";
        }

        return offset + width - 3 < text.Length
            ? "..." + AbbreviateBytes(text[(int)offset..], 0, width - 3)
            : "..." + text[(int)(text.Length - (width - 3))..];
    }

    private static string Indent(nint spaces, string text)
    {
        if (spaces < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }

        var lines = text.AsSpan().Count('\n') + 1;
        if ((long)lines * spaces + text.Length > TemplateLimits.MaxString)
        {
            throw new FunctionException($"output exceeds the limit of {TemplateLimits.MaxString} characters");
        }

        return string.Create(text.Length + lines * (int)spaces, (text, (int)spaces), static (output, state) =>
        {
            var source = state.text.AsSpan();
            var pad = state.Item2;
            Blank(output, pad);
            output = output[pad..];
            while (true)
            {
                var end = source.IndexOf('\n') + 1;
                if (end == 0)
                {
                    source.CopyTo(output);
                    return;
                }

                source[..end].CopyTo(output);
                Blank(output[end..], pad);
                output = output[(end + pad)..];
                source = source[end..];
            }
        });
    }

    /// <summary>A few blanks at a time, for which a loop is quickest.</summary>
    private static void Blank(Span<char> output, int count)
    {
        for (var i = 0; i < count; i++)
        {
            output[i] = ' ';
        }
    }

    private static string Wrap(string text, nint width, string separator, bool wrapLongWords)
    {
        var bytes = GoText.Latin(text);
        separator = GoText.Latin(separator.Length == 0 ? "\n" : separator);
        width = width < 1 ? 1 : width;
        var output = new StringBuilder(bytes.Length + 16);
        var offset = 0;
        while (bytes.Length - offset > width)
        {
            if (bytes[offset] == ' ')
            {
                offset++;
                continue;
            }

            var space = bytes.LastIndexOf(' ', offset + (int)width, (int)width + 1);
            if (space < 0 && wrapLongWords)
            {
                output.Append(bytes, offset, (int)width).Append(separator);
                offset += (int)width;
                continue;
            }

            space = space < 0 ? bytes.IndexOf(' ', offset + (int)width) : space;
            if (space < 0)
            {
                output.Append(bytes, offset, bytes.Length - offset);
                offset = bytes.Length;
            }
            else
            {
                output.Append(bytes, offset, space - offset).Append(separator);
                offset = space + 1;
            }
        }

        return GoText.FromLatin(output.Append(bytes, offset, bytes.Length - offset).ToString());
    }

    private static string Quote(object?[] values) => Join(values, value => GoQuote.Quote(GoText.Of(value)));

    private static string Join(object?[] values, Func<object?, string> text)
    {
        if (values is [{ } single])
        {
            return text(single);
        }

        return string.Join(' ', values.Where(value => value is not null).Select(text));
    }

    private static Dictionary<string, string> Numbered(string[] parts)
    {
        var result = new Dictionary<string, string>(parts.Length, StringComparer.Ordinal);
        for (var i = 0; i < parts.Length; i++)
        {
            result["_" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)] = parts[i];
        }

        return result;
    }

    private static object? SortAlpha(object? value)
    {
        if (value is not System.Collections.IList)
        {
            return new[] { GoText.Of(value) };
        }

        var texts = (string[])GoText.List(value).Clone();
        Array.Sort(texts, ByteOrder.Instance);
        return texts;
    }

    private static string Initials(string text)
    {
        var output = new StringBuilder();
        var gap = true;
        foreach (var c in GoText.Latin(text))
        {
            if (GoText.IsSpace(c))
            {
                gap = true;
            }
            else if (gap)
            {
                // Bytes are taken for characters here, as in the original.
                output.Append(c);
                gap = false;
            }
        }

        return output.ToString();
    }

    private static string RemoveSpace(string text)
    {
        var bytes = GoText.Latin(text);
        var output = new StringBuilder(bytes.Length);
        foreach (var c in bytes)
        {
            _ = GoText.IsSpace(c) ? output : output.Append(c);
        }

        return output.Length == bytes.Length ? text : output.ToString();
    }
}
