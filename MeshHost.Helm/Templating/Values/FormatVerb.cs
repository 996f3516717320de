using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace MeshHost.Helm.Templating.Values;

/// <summary>Prints one argument with one verb, recursively for lists and maps.</summary>
internal sealed partial class FormatVerb(StringBuilder output, FormatFlags flags, Rune verb)
{
    private readonly char _verb = verb.IsBmp ? (char)verb.Value : '\uFFFF';

    public void Append(object? value, int depth = 0)
    {
        if (depth > TemplateLimits.MaxNesting)
        {
            throw new FunctionException("values are nested too deeply to be printed");
        }

        if (value is null)
        {
            AppendNil(depth);
            return;
        }

        if (_verb == 'T')
        {
            AppendPadded(GoValue.TypeName(value));
            return;
        }

        switch (value)
        {
            case bool flag:
                if (_verb is 't' or 'v')
                {
                    AppendPadded(flag ? "true" : "false");
                }
                else
                {
                    AppendBad(value);
                }

                break;
            case string text:
                AppendString(text, value);
                break;
            case double number:
                AppendFloat(number, value);
                break;
            case Complex complex:
                AppendComplex(complex, value);
                break;
            case byte[] bytes when _verb is 's' or 'q' or 'x' or 'X':
                AppendString(ByteString.FromBytes(bytes), value);
                break;
            case TemplateObject o when o.ToText() is { } text && (_verb is 's' or 'v' or 'q' or 'x' or 'X') && !flags.SharpV:
                AppendString(text, value);
                break;
            case NamedInteger:
                AppendInteger(value);
                break;
            case IDictionary or TemplateObject { AsMap: not null }:
                AppendMap(value, depth);
                break;
            case IList list:
                AppendList(list, depth);
                break;
            case TemplateObject o:
                AppendStruct(o, depth);
                break;
            default:
                AppendInteger(value);
                break;
        }
    }

    private void AppendNil(int depth)
    {
        if (depth > 0 && flags.SharpV)
        {
            output.Append("interface {}(nil)");
        }
        else if (depth > 0)
        {
            output.Append("<nil>");
        }
        else if (_verb is 'v' or 'T')
        {
            AppendPadded("<nil>");
        }
        else
        {
            output.Append("%!").Append(verb.ToString()).Append("(<nil>)");
        }
    }

    private void AppendMap(object map, int depth)
    {
        if (flags.SharpV && GoValue.IsNilCollection(map))
        {
            output.Append(GoValue.TypeName(map)).Append("(nil)");
            return;
        }

        output.Append(flags.SharpV ? GoValue.TypeName(map) + "{" : "map[");
        var first = true;
        foreach (var key in GoValue.SortedKeys(map)!)
        {
            output.Append(first ? "" : flags.SharpV ? ", " : " ");
            first = false;
            Append(key, depth + 1);
            output.Append(':');
            GoValue.TryGetEntry(map, key, out var entry);
            Append(entry, depth + 1);
        }

        output.Append(flags.SharpV ? '}' : ']');
    }

    private void AppendList(IList list, int depth)
    {
        if (flags.SharpV && GoValue.IsNilCollection(list))
        {
            output.Append(GoValue.TypeName(list)).Append("(nil)");
            return;
        }

        output.Append(flags.SharpV ? GoValue.TypeName(list) + "{" : "[");
        for (var i = 0; i < list.Count; i++)
        {
            output.Append(i == 0 ? "" : flags.SharpV ? ", " : " ");
            Append(list[i], depth + 1);
        }

        output.Append(flags.SharpV ? '}' : ']');
    }

    private void AppendStruct(TemplateObject o, int depth)
    {
        output.Append(o.Kind == GoKind.Pointer ? "&" : "").Append(flags.SharpV ? o.TypeName : "").Append('{');
        var first = true;
        foreach (var field in o.PrintedFields ?? [])
        {
            output.Append(first ? "" : flags.SharpV ? ", " : " ");
            first = false;
            output.Append(flags.PlusV || flags.SharpV ? field.Key + ":" : "");
            Append(field.Value, depth + 1);
        }

        output.Append('}');
    }

    private void AppendString(string text, object original)
    {
        switch (_verb)
        {
            case 'v' when flags.SharpV:
                AppendPadded(GoQuote.Quote(text));
                break;
            case 'v' or 's':
                AppendPadded(TruncateRunes(text));
                break;
            case 'q':
                text = TruncateRunes(text);
                if (flags.Sharp && !text.Contains('`', StringComparison.Ordinal) && text.EnumerateRunes().All(r => r.Value is '\t' or (>= ' ' and not 0x7f and not 0xfeff)))
                {
                    AppendPadded("`" + text + "`");
                    break;
                }

                var quoted = new StringBuilder();
                GoQuote.AppendQuoted(quoted, text, '"', asciiOnly: flags.Plus);
                AppendPadded(quoted.ToString());
                break;
            case 'x' or 'X':
                AppendHex(ByteString.ToBytes(text));
                break;
            default:
                AppendBad(original);
                break;
        }
    }

    private void AppendHex(byte[] bytes)
    {
        var count = Math.Min(flags.Precision ?? bytes.Length, bytes.Length);
        var prefix = flags.Sharp ? "0" + _verb : "";
        var hex = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            hex.Append(flags.Space && i > 0 ? " " : "").Append(i == 0 || flags.Space ? prefix : "");
            hex.Append(bytes[i].ToString(_verb == 'x' ? "x2" : "X2", CultureInfo.InvariantCulture));
        }

        AppendPadded(hex.ToString());
    }

    private string TruncateRunes(string text)
    {
        if (flags.Precision is not { } precision)
        {
            return text;
        }

        var at = 0;
        while (at < text.Length && precision-- > 0)
        {
            ByteString.RuneAt(text.AsSpan(at), out var width, out _);
            at += width;
        }

        return text[..at];
    }

    private void AppendPadded(string text) => Pad(text, flags.Zero);

    private void Pad(string text, bool zeros)
    {
        var missing = 0;
        if (flags.Width is { } width)
        {
            missing = Math.Max(0, width - RuneCount(text));
        }

        if (flags.Minus)
        {
            output.Append(text).Append(' ', missing);
        }
        else
        {
            output.Append(zeros ? '0' : ' ', missing).Append(text);
        }
    }

    private static int RuneCount(string text)
    {
        var count = 0;
        for (var at = 0; at < text.Length; count++)
        {
            ByteString.RuneAt(text.AsSpan(at), out var width, out _);
            at += width;
        }

        return count;
    }

    private void AppendBad(object value)
    {
        output.Append("%!").Append(verb.ToString()).Append('(').Append(GoValue.TypeName(value)).Append('=');
        new FormatVerb(output, flags, new Rune('v')).Append(value is NamedInteger named ? named.Value : value);
        output.Append(')');
    }
}
