using System.Collections;
using System.Globalization;
using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Toml;

/// <summary>Writes TOML in the form of the encoder Helm uses: plain values first, then tables, indented by their depth.</summary>
internal sealed class TomlWriter
{
    private readonly StringBuilder _output = new();

    private TomlWriter()
    {
    }

    public static string Write(object? value)
    {
        var writer = new TomlWriter();
        if (value is GoTime)
        {
            // A time writes itself as text, also where there is no key before it.
            writer.Value(value, 0);
            return writer._output.ToString();
        }

        if (!IsMap(value))
        {
            throw new FunctionException("toml: top-level values must be Go maps or structs");
        }

        writer.Table([], value!);
        return writer._output.ToString();
    }

    private void Table(string[] path, object map)
    {
        if (path.Length > TemplateLimits.MaxNesting)
        {
            throw new FunctionException("values are nested too deeply for TOML");
        }

        var entries = Entries(map);
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var (key, entry) in entries)
            {
                if (GoValue.Nil(entry) is { } value && IsTable(value) == (pass == 1))
                {
                    Entry([.. path, key], value);
                }
            }
        }
    }

    private static bool IsMap(object? value) => GoValue.Kind(value) == GoKind.Map || value is TemplateObject { Fields: not null };

    /// <summary>The entries of a map by their keys, or the fields of a struct in their order.</summary>
    private static IReadOnlyList<KeyValuePair<string, object?>> Entries(object map)
    {
        if (map is TemplateObject { AsMap: null, Fields: { } fields })
        {
            return fields;
        }

        return Array.ConvertAll(GoValue.SortedKeys(map)!, key =>
        {
            GoValue.TryGetEntry(map, key, out var entry);
            return KeyValuePair.Create(key, entry);
        });
    }

    private static bool IsTable(object value) => IsMap(value) || IsTableArray(value);

    private static bool IsTableArray(object value) => value is IList { Count: > 0 } list && value is not byte[] && list.Cast<object?>().All(item =>
        item is null ? throw new FunctionException("toml: cannot encode array with nil element") : IsMap(item));

    private void Entry(string[] path, object value)
    {
        var indent = new string(' ', 2 * (path.Length - 1));
        if (value is IList list && IsTableArray(value))
        {
            foreach (var item in list)
            {
                NewLine();
                _output.Append(indent).Append("[[").Append(Path(path)).Append("]]\n");
                Table(path, item!);
            }
        }
        else if (IsMap(value))
        {
            if (path.Length == 1)
            {
                NewLine();
            }

            _output.Append(indent).Append('[').Append(Path(path)).Append("]\n");
            Table(path, value);
        }
        else
        {
            _output.Append(indent).Append(Key(path[^1])).Append(" = ");
            Value(value, 0);
            _output.Append('\n');
        }
    }

    private void NewLine() => _output.Append(_output.Length > 0 ? "\n" : "");

    private static string Path(string[] path) => string.Join('.', path.Select(Key));

    private static string Key(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Quoted(key);

    private void Value(object? value, int depth)
    {
        if (depth > TemplateLimits.MaxNesting)
        {
            throw new FunctionException("values are nested too deeply for TOML");
        }

        switch (value)
        {
            case string text:
                _output.Append(Quoted(text));
                break;
            case bool flag:
                _output.Append(flag ? "true" : "false");
                break;
            case double number:
                _output.Append(Float(number));
                break;
            case GoTime time:
                _output.Append(time.Format("2006-01-02T15:04:05.999999999Z07:00"));
                break;
            case var map when IsMap(map):
                Inline(map!, depth);
                break;
            case IList list:
                _output.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    _output.Append(i > 0 ? ", " : "");
                    Value(list[i] ?? throw new FunctionException("toml: cannot encode array with nil element"), depth + 1);
                }

                _output.Append(']');
                break;
            case IFormattable number:
                _output.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                _output.Append(Quoted(GoPrinter.ToText(value)));
                break;
        }
    }

    private void Inline(object map, int depth)
    {
        _output.Append('{');
        var first = true;
        foreach (var (key, entry) in Entries(map))
        {
            if (GoValue.Nil(entry) is null)
            {
                continue;
            }

            _output.Append(first ? "" : ", ").Append(Key(key)).Append(" = ");
            first = false;
            Value(entry, depth + 1);
        }

        _output.Append('}');
    }

    private static string Float(double number)
    {
        if (double.IsNaN(number))
        {
            return "nan";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "+inf" : "-inf";
        }

        var text = FloatText.Shortest(number);
        return text.AsSpan().IndexOfAny('.', 'e') >= 0 ? text : text + ".0";
    }

    private static string Quoted(string text)
    {
        var output = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => output.Append("\\\""),
                '\\' => output.Append("\\\\"),
                '\b' => output.Append("\\b"),
                '\t' => output.Append("\\t"),
                '\n' => output.Append("\\n"),
                '\f' => output.Append("\\f"),
                '\r' => output.Append("\\r"),
                < ' ' or '\x7f' => output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => output.Append(c),
            };
        }

        return output.Append('"').ToString();
    }
}
