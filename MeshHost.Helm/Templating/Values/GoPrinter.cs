using System.Collections;
using System.Globalization;
using System.Numerics;

namespace MeshHost.Helm.Templating.Values;

/// <summary>Prints values as Go's fmt does for <c>%v</c>.</summary>
internal static class GoPrinter
{
    /// <summary>The text of one value, as <c>fmt.Sprint</c> gives it.</summary>
    public static string ToText(object? value)
    {
        switch (value)
        {
            case string text:
                return text;
            case null:
                return "<nil>";
            case bool flag:
                return flag ? "true" : "false";
            case double number:
                return FloatText.Shortest(number);
            case nint number:
                return number.ToString(CultureInfo.InvariantCulture);
            case long number:
                return number.ToString(CultureInfo.InvariantCulture);
            default:
                using (var output = new TextBuffer())
                {
                    Append(output, value);
                    return output.ToString();
                }
        }
    }

    /// <summary>Several operands, with spaces between those of which neither is a string.</summary>
    public static string Sprint(ReadOnlySpan<object?> values)
    {
        using var output = new TextBuffer();
        var previousIsText = false;
        for (var i = 0; i < values.Length; i++)
        {
            var isText = values[i] is string;
            if (i > 0 && !isText && !previousIsText)
            {
                output.Append(' ');
            }

            Append(output, values[i]);
            previousIsText = isText;
        }

        return output.ToString();
    }

    /// <summary>Several operands with spaces between and a line feed at the end.</summary>
    public static string Sprintln(ReadOnlySpan<object?> values)
    {
        using var output = new TextBuffer();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                output.Append(' ');
            }

            Append(output, values[i]);
        }

        output.Append('\n');
        return output.ToString();
    }

    /// <summary>Prints as a template's action does: what a pointer leads to, and with the String method of its pointer.</summary>
    public static void AppendPrinted(TextBuffer output, object? value)
    {
        if (value is not TemplateObject o)
        {
            Append(output, value);
        }
        else if (o.ToPrintedText() is { } text)
        {
            output.Append(text);
        }
        else if (o.Kind is GoKind.Pointer or GoKind.Struct)
        {
            AppendFields(output, o, 0);
        }
        else
        {
            Append(output, value);
        }
    }

    public static void Append(TextBuffer output, object? value, int depth = 0)
    {
        if (depth > TemplateLimits.MaxNesting)
        {
            throw new FunctionException("values are nested too deeply to be printed");
        }

        switch (value)
        {
            case string text:
                output.Append(text);
                break;
            case IDictionary or TemplateObject { AsMap: not null } when (value as TemplateObject)?.ToText() is null:
                AppendMap(output, value, depth);
                break;
            case IList list:
                output.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0)
                    {
                        output.Append(' ');
                    }

                    Append(output, list[i], depth + 1);
                }

                output.Append(']');
                break;
            case TemplateObject o:
                AppendObject(output, o, depth);
                break;
            default:
                output.Append(Scalar(value));
                break;
        }
    }

    private static void AppendMap(TextBuffer output, object map, int depth)
    {
        output.Append("map[");
        var first = true;
        foreach (var key in GoValue.SortedKeys(map)!)
        {
            if (!first)
            {
                output.Append(' ');
            }

            first = false;
            output.Append(key);
            output.Append(':');
            GoValue.TryGetEntry(map, key, out var entry);
            Append(output, entry, depth + 1);
        }

        output.Append(']');
    }

    private static void AppendObject(TextBuffer output, TemplateObject o, int depth)
    {
        if (o.ToText() is { } text)
        {
            output.Append(text);
            return;
        }

        output.Append(o.Kind == GoKind.Pointer ? "&" : "");
        AppendFields(output, o, depth);
    }

    private static void AppendFields(TextBuffer output, TemplateObject o, int depth)
    {
        output.Append('{');
        var first = true;
        foreach (var field in o.PrintedFields ?? [])
        {
            if (!first)
            {
                output.Append(' ');
            }

            first = false;
            Append(output, field.Value, depth + 1);
        }

        output.Append('}');
    }

    private static string Scalar(object? value) => value switch
    {
        null => "<nil>",
        NoValue => NoValue.Text,
        bool flag => flag ? "true" : "false",
        double number => FloatText.Shortest(number),
        Complex c => "(" + FloatText.Shortest(c.Real) + (double.IsNegative(c.Imaginary) ? "" : "+") + FloatText.Shortest(c.Imaginary) + "i)",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
