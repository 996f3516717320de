using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Json;

/// <summary>Writes JSON as Go's encoding/json does: keys sorted by bytes, HTML characters escaped unless told otherwise.</summary>
internal static class JsonText
{
    public static string Write(object? value, bool escapeHtml = true, string? indent = null)
    {
        using var output = new TextBuffer();
        Append(output, GoValue.Nil(value), escapeHtml, indent, 0);
        return output.ToString();
    }

    private static void Append(TextBuffer output, object? value, bool escapeHtml, string? indent, int depth)
    {
        if (depth > TemplateLimits.MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new FunctionException("json: unsupported value: encountered a cycle");
        }

        switch (value)
        {
            case null or NoValue:
                output.Append("null");
                break;
            case string text:
                AppendString(output, text, escapeHtml);
                break;
            case bool flag:
                output.Append(flag ? "true" : "false");
                break;
            case double number:
                output.Append(double.IsFinite(number)
                    ? FloatText.Json(number)
                    : throw new FunctionException($"json: unsupported value: {FloatText.Shortest(number)}"));
                break;
            case byte[] bytes:
                AppendString(output, Convert.ToBase64String(bytes), escapeHtml);
                break;
            case IDictionary or IList when GoValue.IsNilCollection(value):
                output.Append("null");
                break;
            case IDictionary or TemplateObject { AsMap: not null }:
                AppendMap(output, value, escapeHtml, indent, depth);
                break;
            case IList list:
                AppendList(output, list, escapeHtml, indent, depth);
                break;
            case NamedInteger number:
                output.Append(number.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case TemplateObject o:
                AppendObject(output, o, escapeHtml, indent, depth);
                break;
            case GoTime time:
                AppendString(output, time.Format("2006-01-02T15:04:05.999999999Z07:00"), escapeHtml);
                break;
            case TemplateFunction:
                throw new FunctionException("json: unsupported type: func()");
            default:
                output.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void AppendMap(TextBuffer output, object map, bool escapeHtml, string? indent, int depth)
    {
        var keys = GoValue.SortedKeys(map)!;
        output.Append('{');
        for (var i = 0; i < keys.Length; i++)
        {
            Separate(output, i, indent, depth + 1);
            AppendString(output, keys[i], escapeHtml);
            output.Append(indent is null ? ":" : ": ");
            GoValue.TryGetEntry(map, keys[i], out var entry);
            Append(output, GoValue.Nil(entry), escapeHtml, indent, depth + 1);
        }

        Close(output, keys.Length, '}', indent, depth);
    }

    private static void AppendList(TextBuffer output, IList list, bool escapeHtml, string? indent, int depth)
    {
        output.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            Separate(output, i, indent, depth + 1);
            Append(output, GoValue.Nil(list[i]), escapeHtml, indent, depth + 1);
        }

        Close(output, list.Count, ']', indent, depth);
    }

    private static void AppendObject(TextBuffer output, TemplateObject o, bool escapeHtml, string? indent, int depth)
    {
        if (o.ToText() is { } text)
        {
            AppendString(output, text, escapeHtml);
            return;
        }

        var fields = o.JsonFields ?? [];
        output.Append('{');
        for (var i = 0; i < fields.Count; i++)
        {
            Separate(output, i, indent, depth + 1);
            AppendString(output, fields[i].Key, escapeHtml);
            output.Append(indent is null ? ":" : ": ");
            Append(output, fields[i].Value, escapeHtml, indent, depth + 1);
        }

        Close(output, fields.Count, '}', indent, depth);
    }

    private static void Separate(TextBuffer output, int index, string? indent, int depth)
    {
        if (index > 0)
        {
            output.Append(',');
        }

        NewLine(output, indent, depth);
    }

    private static void Close(TextBuffer output, int count, char bracket, string? indent, int depth)
    {
        if (count > 0)
        {
            NewLine(output, indent, depth);
        }

        output.Append(bracket);
    }

    private static void NewLine(TextBuffer output, string? indent, int depth)
    {
        if (indent is null)
        {
            return;
        }

        output.Append('\n');
        for (var i = 0; i < depth; i++)
        {
            output.Append(indent);
        }
    }

    public static void AppendString(TextBuffer output, string value, bool escapeHtml)
    {
        output.Append('"');
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is >= ' ' and < '\ud800' and not ('"' or '\\' or '<' or '>' or '&' or '\u2028' or '\u2029') ||
                (c is '<' or '>' or '&' && !escapeHtml) || c >= '\ue000')
            {
                continue;
            }

            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                i++;
                continue;
            }

            output.Append(value.AsSpan(start, i - start));
            start = i + 1;
            output.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsSurrogate(c) => "\\ufffd",
                _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
            });
        }

        output.Append(value.AsSpan(start));
        output.Append('"');
    }
}
