using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Yaml;

/// <summary>Writes values as libyaml's emitter does. This part writes structure, the other one scalars.</summary>
internal sealed partial class YamlWriter(TextBuffer output, bool pretty)
{
    private const int IndentStep = 2;
    private const int LongestSimpleKey = 128;

    private readonly int _width = pretty ? int.MaxValue : 80;
    private int _indent = -1;
    private int _column;
    private int _depth;
    private bool _afterSpace = true;
    private bool _atIndent = true;

    public void WriteDocument(object? value)
    {
        Node(GoValue.Nil(value), inMapping: false);
        _indent = -1;
        WriteIndent();
    }

    private void Node(object? value, bool inMapping)
    {
        if (++_depth > TemplateLimits.MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new YamlException("json: unsupported value: encountered a cycle");
        }

        switch (value)
        {
            case string text:
                Scalar(text, isKey: false);
                break;
            case Dictionary<string, object?> map:
                Mapping(map);
                break;
            case GoTime time when !pretty:
                Scalar(time.Format("2006-01-02T15:04:05.999999999Z07:00"), isKey: false);
                break;
            case byte[] bytes when !pretty:
                Scalar(Convert.ToBase64String(bytes), isKey: false);
                break;
            case NamedMap named:
                Mapping(named.Entries);
                break;
            case IDictionary or IList when !pretty && GoValue.IsNilCollection(value):
                PlainWord("null");
                break;
            case IDictionary or TemplateObject { AsMap: not null }:
                Mapping(ToMap(value));
                break;
            case IList list:
                Sequence(list, inMapping);
                break;
            case NamedInteger { Kind: GoKind.Int64 } duration when pretty:
                PlainWord(duration.ToText());
                break;
            case NamedInteger number:
                PlainWord(number.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case TemplateObject o:
                Object(o);
                break;
            default:
                PlainWord(Word(value));
                break;
        }

        _depth--;
    }

    private void Object(TemplateObject o)
    {
        if (o.ToText() is { } text)
        {
            Scalar(text, isKey: false);
            return;
        }

        // The pretty form writes the struct itself: its fields in their order, by the names that its library gives them.
        var fields = (pretty ? o.Fields : o.JsonFields) ?? [];
        var map = new Dictionary<string, object?>(fields.Count, StringComparer.Ordinal);
        foreach (var field in fields)
        {
            map[pretty ? field.Key.ToLowerInvariant() : field.Key] = field.Value;
        }

        Mapping(map, isSorted: pretty);
    }

    private static Dictionary<string, object?> ToMap(object value)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var key in GoValue.SortedKeys(value)!)
        {
            GoValue.TryGetEntry(value, key, out var entry);
            map[key] = entry;
        }

        return map;
    }

    private void Mapping(Dictionary<string, object?> map, bool isSorted = false)
    {
        if (map.Count == 0)
        {
            Indicator("{", needSpace: true);
            Indicator("}", needSpace: false);
            return;
        }

        var indent = IncreaseIndent(isFlow: false, indentless: false);
        var keys = System.Buffers.ArrayPool<string>.Shared.Rent(map.Count);
        var count = map.Count;
        map.Keys.CopyTo(keys, 0);
        if (!isSorted)
        {
            Array.Sort(keys, 0, count, NaturalOrder.Instance);
        }

        for (var i = 0; i < count; i++)
        {
            WriteIndent();
            var key = keys[i];
            var value = GoValue.Nil(map[key]);
            if (IsSimpleKey(key))
            {
                Scalar(key, isKey: true);
                Indicator(":", needSpace: false);
            }
            else
            {
                Indicator("?", needSpace: true, isIndent: true);
                Scalar(key, isKey: false);
                WriteIndent();
                Indicator(":", needSpace: true, isIndent: true);
            }

            Node(value, inMapping: true);
        }

        System.Buffers.ArrayPool<string>.Shared.Return(keys, clearArray: true);
        _indent = indent;
    }

    private bool IsSimpleKey(string key)
    {
        if (key.Length > 1000 && !pretty && JsonKeyLength(key) > 1022)
        {
            // The JSON in between is read as YAML, where a key in quotes ends after 1024 characters.
            throw new YamlException("yaml: did not find expected ',' or '}'");
        }

        return ByteString.Length(key) <= LongestSimpleKey && key.AsSpan().IndexOfAny("\n\r\u0085\u2028\u2029") < 0;
    }

    private static int JsonKeyLength(string key)
    {
        using var buffer = new TextBuffer();
        Json.JsonText.AppendString(buffer, key, escapeHtml: true);
        return buffer.Length - 2;
    }

    private void Sequence(IList list, bool inMapping)
    {
        if (list.Count == 0)
        {
            Indicator("[", needSpace: true);
            Indicator("]", needSpace: false);
            return;
        }

        var indent = IncreaseIndent(isFlow: false, indentless: !pretty && inMapping && !_atIndent);
        for (var i = 0; i < list.Count; i++)
        {
            WriteIndent();
            Indicator("-", needSpace: true, isIndent: true);
            Node(GoValue.Nil(list[i]), inMapping: false);
        }

        _indent = indent;
    }

    private string Word(object? value)
    {
        switch (value)
        {
            case null:
                return "null";
            case bool flag:
                return flag ? "true" : "false";
            case double number:
                return pretty ? PrettyFloat(number) : Float(number);
            case GoTime time:
                return time.Format("2006-01-02T15:04:05.999999999Z07:00");
            case TemplateFunction:
                throw new YamlException("json: unsupported type: func()");
            default:
                return value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString() ?? "";
        }
    }

    private static string PrettyFloat(double number) => FloatText.Shortest(number) switch
    {
        "+Inf" => ".inf",
        "-Inf" => "-.inf",
        "NaN" => ".nan",
        var text => text,
    };

    /// <summary>A double goes through JSON: what JSON shows as an integer is one for YAML.</summary>
    private static string Float(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new YamlException($"json: unsupported value: {FloatText.Shortest(number)}");
        }

        if (number == Math.Truncate(number) && Math.Abs(number) < 1e15)
        {
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        }

        var json = FloatText.Json(number);
        return YamlScalar.TryResolve(json, out var resolved) && resolved is long or ulong
            ? ((IFormattable)resolved).ToString(null, CultureInfo.InvariantCulture)
            : FloatText.Shortest(number);
    }

    private int IncreaseIndent(bool isFlow, bool indentless)
    {
        var before = _indent;
        if (_indent < 0)
        {
            _indent = isFlow ? IndentStep : 0;
        }
        else if (!indentless)
        {
            _indent += IndentStep;
        }

        return before;
    }

    private void WriteIndent()
    {
        var indent = Math.Max(_indent, 0);
        if (!_atIndent || _column > indent || (_column == indent && !_afterSpace))
        {
            output.Append('\n');
            _column = 0;
        }

        if (_column < indent)
        {
            output.Append(' ', indent - _column);
            _column = indent;
        }

        _afterSpace = true;
        _atIndent = true;
    }

    private void Indicator(string text, bool needSpace, bool isIndent = false)
    {
        if (needSpace && !_afterSpace)
        {
            Put(' ');
        }

        output.Append(text);
        _column += text.Length;
        _afterSpace = false;
        _atIndent &= isIndent;
    }

    private void Put(char c)
    {
        output.Append(c);
        _column += char.IsLowSurrogate(c) ? 0 : 1;
    }
}
