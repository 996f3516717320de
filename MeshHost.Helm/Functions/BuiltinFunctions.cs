using System.Collections;
using System.Globalization;
using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>The functions text/template itself has, besides the comparisons.</summary>
internal static class BuiltinFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add(new TemplateFunction("and", [ParameterKind.Any, ParameterKind.Any], true, (_, _) => null) { ShortCircuit = ShortCircuit.And });
        functions.Add(new TemplateFunction("or", [ParameterKind.Any, ParameterKind.Any], true, (_, _) => null) { ShortCircuit = ShortCircuit.Or });
        functions.Add<object?, bool>("not", value => !GoValue.IsTrue(value));
        functions.Add<object?, object?>("len", Len);
        functions.AddVariadic<object?, object?, object?>("index", Index);
        functions.Add(new TemplateFunction("call", [ParameterKind.Any, ParameterKind.Any], true, (_, _) => null) { ShortCircuit = ShortCircuit.Call });
        functions.AddVariadic<object?, string>("print", values => GoPrinter.Sprint(values));
        functions.AddVariadic<object?, string>("println", values => GoPrinter.Sprintln(values));
        functions.AddVariadic<string, object?, string>("printf", (format, values) => GoFormat.Sprintf(format, values));
        functions.AddVariadic<object?, string>("html", values => Html(Text(values)));
        functions.AddVariadic<object?, string>("js", values => JavaScript(Text(values)));
        functions.AddVariadic<object?, string>("urlquery", values => UrlText.Escape(Text(values), UrlText.Part.QueryComponent));
    }

    private static string Text(object?[] values) => values is [string text]
        ? text
        : GoPrinter.Sprint(Array.ConvertAll(values, value => value ?? NoValue.Text));

    private static object? Len(object? value) => value switch
    {
        string text => (nint)ByteString.Length(text),
        ICollection collection => (nint)collection.Count,
        TemplateObject { AsMap: { } map } => (nint)map.Count,
        null => throw new FunctionException("len of nil pointer"),
        _ => throw new FunctionException($"len of type {GoValue.TypeName(value)}"),
    };

    private static object? Index(object? item, object?[] indexes)
    {
        if (item is null)
        {
            throw new FunctionException("index of untyped nil");
        }

        foreach (var index in indexes)
        {
            switch (item)
            {
                case null:
                    throw new FunctionException("index of nil pointer");
                case string text:
                    item = ByteString.At(text, Position(index, ByteString.Length(text)));
                    break;
                case IList list:
                    item = list[Position(index, list.Count)];
                    break;
                case var map when GoValue.Kind(map) == GoKind.Map:
                    item = Entry(map, index);
                    break;
                default:
                    throw new FunctionException($"can't index item of type {GoValue.TypeName(item)}");
            }
        }

        return item;
    }

    private static object? Entry(object map, object? index) => index switch
    {
        string key => GoValue.TryGetEntry(map, key, out var value) ? value : GoValue.ZeroEntry(map),
        null => throw new FunctionException("value is nil; should be of type string"),
        _ => throw new FunctionException($"value has type {GoValue.TypeName(index)}; should be string"),
    };

    private static int Position(object? index, int length)
    {
        if (!GoValue.TryInteger(index, out var position))
        {
            if (!GoValue.TryUnsigned(index, out var unsigned))
            {
                throw new FunctionException(index is null
                    ? "cannot index slice/array with nil"
                    : $"cannot index slice/array with type {GoValue.TypeName(index)}");
            }

            position = (long)unsigned;
        }

        if (position < 0 || position > length)
        {
            throw new FunctionException($"index out of range: {position}");
        }

        return position < length ? (int)position : throw new FunctionException("reflect: slice index out of range");
    }

    private static string Html(string text)
    {
        var output = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\0' => output.Append('\uFFFD'),
                '"' => output.Append("&#34;"),
                '\'' => output.Append("&#39;"),
                '&' => output.Append("&amp;"),
                '<' => output.Append("&lt;"),
                '>' => output.Append("&gt;"),
                _ => output.Append(c),
            };
        }

        return output.ToString();
    }

    private static string JavaScript(string text)
    {
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var rune = ByteString.RuneAt(text.AsSpan(i), out var width, out _).Value;
            _ = rune switch
            {
                '\\' => output.Append("\\\\"),
                '\'' => output.Append("\\'"),
                '"' => output.Append("\\\""),
                '<' or '>' or '&' or '=' or < ' ' => output.Append(CultureInfo.InvariantCulture, $"\\u{rune:X4}"),
                < 0x80 => output.Append((char)rune),
                _ when GoQuote.IsPrint(rune) => output.Append(text, i, width),
                _ => output.Append(CultureInfo.InvariantCulture, $"\\u{rune:X4}"),
            };
            i += width - 1;
        }

        return output.ToString();
    }
}
