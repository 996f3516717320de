using System.Text;

namespace MeshHost.Helm.Templating.Values;

/// <summary>Go's Sprintf: reads the format and hands each verb to <see cref="FormatVerb"/>.</summary>
internal static class GoFormat
{
    public static string Sprintf(string format, ReadOnlySpan<object?> arguments)
    {
        var output = new StringBuilder(format.Length + 16);
        var next = 0;
        var reordered = false;
        var at = 0;
        while (at < format.Length)
        {
            var percent = format.IndexOf('%', at);
            if (percent < 0)
            {
                output.Append(format, at, format.Length - at);
                break;
            }

            output.Append(format, at, percent - at);
            at = percent + 1;
            at = OneVerb(output, format, at, arguments, ref next, ref reordered);
            if (output.Length > TemplateLimits.MaxString)
            {
                throw new FunctionException($"output exceeds the limit of {TemplateLimits.MaxString} characters");
            }
        }

        if (!reordered && next < arguments.Length)
        {
            AppendExtra(output, arguments[next..]);
        }

        return output.ToString();
    }

    private static int OneVerb(
        StringBuilder output, string format, int at, ReadOnlySpan<object?> arguments, ref int next, ref bool reordered)
    {
        var flags = new FormatFlags();
        var indexed = false;
        reordered = false;
        at = flags.Read(format, at);

        at = ArgumentIndex(format, at, arguments.Length, ref next, ref reordered, ref indexed, out var goodIndex);
        if (at < format.Length && format[at] == '*')
        {
            at++;
            if (IntegerArgument(arguments, ref next) is { } width)
            {
                flags.Minus |= width < 0;
                flags.Zero &= width >= 0;
                flags.Width = Math.Abs(width);
            }
            else
            {
                output.Append("%!(BADWIDTH)");
            }

            indexed = false;
        }
        else
        {
            var before = at;
            flags.Width = Number(format, ref at);
            if (indexed && at > before)
            {
                goodIndex = false;
            }
        }

        if (at + 1 <= format.Length && at < format.Length && format[at] == '.')
        {
            at++;
            if (indexed)
            {
                goodIndex = false;
            }

            at = ArgumentIndex(format, at, arguments.Length, ref next, ref reordered, ref indexed, out var good);
            goodIndex &= good;
            if (at < format.Length && format[at] == '*')
            {
                at++;
                var precision = IntegerArgument(arguments, ref next);
                flags.Precision = precision is >= 0 ? precision : null;
                if (flags.Precision is null)
                {
                    output.Append("%!(BADPREC)");
                }

                indexed = false;
            }
            else
            {
                flags.Precision = Number(format, ref at) ?? 0;
            }
        }

        if (!indexed)
        {
            at = ArgumentIndex(format, at, arguments.Length, ref next, ref reordered, ref indexed, out var good);
            goodIndex &= good;
        }

        if (at >= format.Length)
        {
            output.Append("%!(NOVERB)");
            return at;
        }

        var verb = ByteString.RuneAt(format.AsSpan(at), out var size, out _);
        at += size;
        if (verb.Value == '%')
        {
            output.Append('%');
        }
        else if (!goodIndex)
        {
            output.Append("%!").Append(verb.ToString()).Append("(BADINDEX)");
        }
        else if (next >= arguments.Length)
        {
            output.Append("%!").Append(verb.ToString()).Append("(MISSING)");
        }
        else
        {
            flags.SharpV = verb.Value == 'v' && flags.Sharp;
            flags.PlusV = verb.Value == 'v' && flags.Plus;
            flags.Sharp &= !flags.SharpV;
            flags.Plus &= !flags.PlusV;
            new FormatVerb(output, flags, verb).Append(arguments[next++]);
        }

        return at;
    }

    private static int ArgumentIndex(
        string format, int at, int count, ref int next, ref bool reordered, ref bool indexed, out bool good)
    {
        good = true;
        if (at >= format.Length || format[at] != '[')
        {
            return at;
        }

        reordered = true;
        var close = format.IndexOf(']', at);
        if (close < 0)
        {
            good = false;
            return at + 1;
        }

        var position = at + 1;
        var index = Number(format, ref position);
        indexed = true;
        good = index is > 0 && position == close && index <= count;
        if (good)
        {
            next = index!.Value - 1;
        }

        return close + 1;
    }

    private static int? IntegerArgument(ReadOnlySpan<object?> arguments, ref int next)
    {
        if (next >= arguments.Length)
        {
            return null;
        }

        return GoValue.TryInteger(arguments[next++], out var value) && value is >= -1_000_000 and <= 1_000_000 ? (int)value : null;
    }

    private static int? Number(string format, ref int at)
    {
        var value = 0;
        var start = at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            value = value * 10 + format[at++] - '0';
            if (value > 1_000_000)
            {
                return null;
            }
        }

        return at > start ? value : null;
    }

    private static void AppendExtra(StringBuilder output, ReadOnlySpan<object?> arguments)
    {
        output.Append("%!(EXTRA ");
        for (var i = 0; i < arguments.Length; i++)
        {
            output.Append(i > 0 ? ", " : "");
            if (arguments[i] is null)
            {
                output.Append("<nil>");
            }
            else
            {
                output.Append(GoValue.TypeName(arguments[i])).Append('=').Append(GoPrinter.ToText(arguments[i]));
            }
        }

        output.Append(')');
    }
}
