using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MeshHost.Helm.Values;

/// <summary>
/// The grammar of <c>helm --set</c>: <c>a.b=c,list={x,y},list[0].name=z</c>, with <c>\.</c> <c>\,</c> <c>\=</c> <c>\[</c> taken literally.
/// One recursive walk over the text that writes straight into the target values.
/// </summary>
internal sealed class SetExpressionParser
{
    private const int MaxIndex = 65_536;
    private const int MaxNesting = 30;

    private readonly string _text;
    private readonly SetExpressionKind _kind;
    private int _position;

    private SetExpressionParser(string text, SetExpressionKind kind)
    {
        _text = text;
        _kind = kind;
    }

    private bool AtEnd => _position >= _text.Length;

    /// <summary>Applies all assignments of an expression to <paramref name="target"/>.</summary>
    public static void Apply(string expression, Dictionary<string, object?> target, SetExpressionKind kind)
    {
        if (kind == SetExpressionKind.Json && expression.AsSpan().TrimStart() is ['{', ..])
        {
            ValueTree.MergeInto(target, WholeObject(expression));
            return;
        }

        var parser = new SetExpressionParser(expression, kind);
        while (!parser.AtEnd)
        {
            _ = parser.Key(target, nesting: 0);
        }
    }

    /// <summary>Sets one value at a path in key syntax.</summary>
    public static void SetPath(string path, Dictionary<string, object?> target, object? value)
    {
        var parser = new SetExpressionParser(path + "=", SetExpressionKind.Fixed) { FixedValue = value };
        _ = parser.Key(target, nesting: 0);
        if (!parser.AtEnd)
        {
            throw new ChartException($"\"{path}\" is not the path of one value; escape = and , with a backslash");
        }
    }

    private object? FixedValue { get; init; }

    /// <summary>Reads one assignment. Returns whether the text ended before there was a value, which sets nothing and is no error.</summary>
    private bool Key(Dictionary<string, object?> table, int nesting)
    {
        var (name, stop) = Until("=[,.");
        switch (stop)
        {
            case null:
                return name.Length == 0 ? true : throw Error($"key \"{name}\" has no value");
            case ',':
                throw Error($"key \"{name}\" has no value (cannot end with ,)");
            case '[':
                if (Index() is not { } index)
                {
                    return true;
                }

                var list = !table.TryGetValue(name, out var found) ? []
                    : found as List<object?> ?? throw Error($"\"{name}\" is not a list, but an index of it is set");
                var endedInList = Item(list, index, nesting);
                Store(table, name, list);
                return endedInList;
            case '=':
                var ended = AtEnd && _kind is SetExpressionKind.Typed or SetExpressionKind.Text;
                Store(table, name, Value());
                return ended;
            default:
                if (++nesting > MaxNesting)
                {
                    throw Error($"value name nested level is greater than maximum supported nested level of {MaxNesting}");
                }

                var inner = !table.TryGetValue(name, out var below) ? ValueTree.NewTable()
                    : below as Dictionary<string, object?> ?? throw Error($"\"{name}\" is not a map, but a key below it is set");
                var endedBelow = Key(inner, nesting);
                if (inner.Count > 0)
                {
                    Store(table, name, inner);
                }
                else if (!endedBelow)
                {
                    throw Error($"key map \"{name}\" has no value");
                }

                return endedBelow;
        }
    }

    private bool Item(List<object?> list, int index, int nesting)
    {
        var (rest, stop) = Until("[.=");
        if (rest.Length > 0)
        {
            throw Error($"unexpected data at end of array index: \"{rest}\"");
        }

        switch (stop)
        {
            case '=':
                Put(list, index, Value());
                return false;
            case '[':
                if (Index() is not { } inside)
                {
                    return true;
                }

                var nested = (index < list.Count ? list[index] : null) switch
                {
                    null => [],
                    List<object?> existing => existing,
                    _ => throw Error($"the item at {index} is not a list, but an index of it is set"),
                };
                if (Item(nested, inside, nesting))
                {
                    return true;
                }

                Put(list, index, nested);
                return false;
            case '.':
                if (index < list.Count && list[index] is not Dictionary<string, object?>)
                {
                    list[index] = ValueTree.NewTable();
                }

                var inner = index < list.Count ? (Dictionary<string, object?>)list[index]! : ValueTree.NewTable();
                if (Key(inner, nesting))
                {
                    return true;
                }

                Put(list, index, inner);
                return false;
            default:
                return true;
        }
    }

    private static void Put(List<object?> list, int index, object? value)
    {
        while (list.Count <= index)
        {
            list.Add(null);
        }

        list[index] = value;
    }

    /// <summary>The number in brackets; null when the text ends in it.</summary>
    private int? Index()
    {
        var (digits, stop) = Until("]");
        if (stop is null)
        {
            return null;
        }

        if (!int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            throw Error($"error parsing index: \"{digits}\" is not a number");
        }

        return index switch
        {
            < 0 => throw Error($"negative {index} index not allowed"),
            > MaxIndex => throw Error($"index of {index} is greater than maximum supported index of {MaxIndex}"),
            _ => index,
        };
    }

    private object? Value()
    {
        switch (_kind)
        {
            case SetExpressionKind.Fixed:
                return FixedValue;
            case SetExpressionKind.Json:
                return JsonValue();
            default:
                if (AtEnd)
                {
                    return "";
                }

                return _text[_position] == '{' ? ListValue() : Typed(Until(",").Text);
        }
    }

    private List<object?> ListValue()
    {
        _position++;
        var list = new List<object?>();
        while (true)
        {
            var (item, stop) = Until(",}");
            if (stop is null)
            {
                throw Error("list must terminate with '}'");
            }

            list.Add(Typed(item));
            if (stop == '}')
            {
                if (!AtEnd && _text[_position] == ',')
                {
                    _position++;
                }

                return list;
            }
        }
    }

    /// <summary>A whole object instead of assignments: it is laid over the values.</summary>
    private static Dictionary<string, object?> WholeObject(string expression)
    {
        try
        {
            using var document = JsonDocument.Parse(expression);
            return (Dictionary<string, object?>)ValueTree.FromJson(document.RootElement)!;
        }
        catch (JsonException e)
        {
            throw new ChartException($"failed parsing \"{expression}\" as JSON: {e.Message}", e);
        }
    }

    private object? JsonValue()
    {
        if (SkipBlanks())
        {
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(_text[_position..]);
        try
        {
            var reader = new Utf8JsonReader(bytes, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
            using var document = JsonDocument.ParseValue(ref reader);
            _position += Encoding.UTF8.GetCharCount(bytes, 0, (int)reader.BytesConsumed);
            SkipBlanks();
            return ValueTree.FromJson(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ChartException($"failed parsing \"{_text}\": the value at position {_position} is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Skips blanks; when a comma or the end follows it is consumed too and the value is empty.</summary>
    private bool SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }

        if (AtEnd)
        {
            return true;
        }

        if (_text[_position] == ',')
        {
            _position++;
            return true;
        }

        return false;
    }

    private object? Typed(string text)
    {
        if (_kind == SetExpressionKind.Text)
        {
            return text;
        }

        if (text.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (text.Equals("null", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (text == "0")
        {
            return 0L;
        }

        // A leading zero means an identifier, such as a phone number or a commit, and stays text.
        return text.Length > 0 && text[0] != '0' && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : text;
    }

    private (string Text, char? Stop) Until(string stops)
    {
        var text = new StringBuilder();
        while (_position < _text.Length)
        {
            var c = _text[_position++];
            if (stops.Contains(c, StringComparison.Ordinal))
            {
                return (text.ToString(), c);
            }

            if (c == '\\')
            {
                if (_position == _text.Length)
                {
                    break;
                }

                c = _text[_position++];
            }

            text.Append(c);
        }

        return (text.ToString(), null);
    }

    private static void Store(Dictionary<string, object?> table, string name, object? value)
    {
        if (name.Length > 0)
        {
            table[name] = value;
        }
    }

    private ChartException Error(string message) => new($"failed parsing \"{_text}\": {message}");
}
