using System.Globalization;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Toml;

/// <summary>Reads TOML 1.0. Integers stay integers, dates are times.</summary>
internal ref partial struct TomlReader
{
    private readonly string _text;
    private readonly Dictionary<string, object?> _root = new(StringComparer.Ordinal);
    private readonly HashSet<Dictionary<string, object?>> _defined = [];
    private readonly HashSet<object> _closed = [];
    private int _at;
    private int _depth;
    private string _lastKey = "";

    private TomlReader(string text) => _text = text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <exception cref="FunctionException">The text is not TOML.</exception>
    public static Dictionary<string, object?> Read(string text)
    {
        var reader = new TomlReader(text);
        reader.Document();
        return reader._root;
    }

    private readonly FunctionException Error(string message) =>
        new($"toml: line {1 + _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n')}{(_lastKey.Length > 0 ? $" (last key {GoQuote.Quote(_lastKey)})" : "")}: {message}");

    /// <summary>What is expected, or that the text ends before it.</summary>
    private readonly FunctionException Expected(string what, string otherwise) =>
        Error(_at >= _text.Length ? "unexpected EOF; expected " + what : otherwise);

    private readonly char Peek => _at < _text.Length ? _text[_at] : '\0';

    private void Document()
    {
        var table = _root;
        while (true)
        {
            SkipBlank(newLines: true);
            if (_at >= _text.Length)
            {
                return;
            }

            if (Peek == '[')
            {
                table = Header();
            }
            else
            {
                Pair(table);
            }

            SkipBlank(newLines: false);
            if (_at < _text.Length && Peek != '\n')
            {
                throw Error("expected a line break after an entry");
            }
        }
    }

    private void SkipBlank(bool newLines)
    {
        while (_at < _text.Length)
        {
            if (Peek == '#')
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (Peek is ' ' or '\t' || (newLines && Peek == '\n'))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private Dictionary<string, object?> Header()
    {
        _at++;
        var isArray = Peek == '[';
        _at += isArray ? 1 : 0;
        var path = Path();
        for (var i = 0; i < (isArray ? 2 : 1); i++)
        {
            if (Peek != ']')
            {
                throw Error("expected ']' after a table name");
            }

            _at++;
        }

        var parent = Descend(_root, path.AsSpan(0, path.Length - 1));
        var name = path[^1];
        parent.TryGetValue(name, out var existing);
        if (isArray)
        {
            if (existing is not null && (existing is not List<object?> || _closed.Contains(existing)))
            {
                throw Error($"Key '{name}' was already created and cannot be used as an array.");
            }

            var item = new Dictionary<string, object?>(StringComparer.Ordinal);
            var list = (List<object?>?)existing ?? [];
            list.Add(item);
            parent[name] = list;
            return item;
        }

        if (existing is not null && (existing is not Dictionary<string, object?> known || _closed.Contains(existing) || !_defined.Add(known)))
        {
            throw Error($"Key '{string.Join('.', path)}' has already been defined.");
        }

        var table = (Dictionary<string, object?>?)existing ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        _defined.Add(table);
        parent[name] = table;
        return table;
    }

    private readonly Dictionary<string, object?> Descend(Dictionary<string, object?> table, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (!table.TryGetValue(name, out var next))
            {
                next = new Dictionary<string, object?>(StringComparer.Ordinal);
                table[name] = next;
            }

            table = next switch
            {
                Dictionary<string, object?> map when !_closed.Contains(map) => map,
                List<object?> { Count: > 0 } list when !_closed.Contains(list) && list[^1] is Dictionary<string, object?> last => last,
                _ => throw Error($"Key '{name}' has already been defined."),
            };
        }

        return table;
    }

    private void Pair(Dictionary<string, object?> table)
    {
        var path = Path();
        if (Peek != '=')
        {
            throw Expected("key separator '='", $"expected key separator '=', but got '{Peek}' instead");
        }

        _at++;
        SkipBlank(newLines: false);
        _lastKey = string.Join('.', path);
        var value = Value();
        var target = Descend(table, path.AsSpan(0, path.Length - 1));
        if (!target.TryAdd(path[^1], value))
        {
            throw Error($"Key '{string.Join('.', path)}' has already been defined.");
        }
    }

    private string[] Path()
    {
        var path = new List<string>();
        while (true)
        {
            SkipBlank(newLines: false);
            path.Add(Peek is '"' or '\'' ? String(Peek) : BareKey());
            SkipBlank(newLines: false);
            if (Peek != '.')
            {
                return [.. path];
            }

            _at++;
        }
    }

    private string BareKey()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek) || Peek is '_' or '-')
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw Error("expected a key");
    }

    private object Value()
    {
        if (++_depth > TemplateLimits.MaxNesting / 4)
        {
            throw Error("values are nested too deeply");
        }

        object value = Peek switch
        {
            '"' or '\'' => _text.AsSpan(_at).StartsWith(new string(Peek, 3)) ? MultiLine(Peek) : String(Peek),
            '[' => Array(),
            '{' => InlineTable(),
            _ => Bare(),
        };
        _depth--;
        return value;
    }

    private List<object?> Array()
    {
        var list = new List<object?>();
        _at++;
        while (true)
        {
            SkipBlank(newLines: true);
            if (Peek == ']')
            {
                break;
            }

            list.Add(Value());
            SkipBlank(newLines: true);
            if (Peek == ',')
            {
                _at++;
            }
            else if (Peek != ']')
            {
                throw Error("expected a comma or array terminator ']'");
            }
        }

        _at++;
        _closed.Add(list);
        return list;
    }

    private Dictionary<string, object?> InlineTable()
    {
        var table = new Dictionary<string, object?>(StringComparer.Ordinal);
        _at++;
        SkipBlank(newLines: false);
        while (Peek != '}')
        {
            Pair(table);
            SkipBlank(newLines: false);
            if (Peek == ',')
            {
                _at++;
                SkipBlank(newLines: false);
            }
            else if (Peek != '}')
            {
                throw Error("expected a comma or an inline table terminator '}'");
            }
        }

        _at++;
        _closed.Add(table);
        return table;
    }

    private readonly bool IsLineEnd(int at)
    {
        while (at < _text.Length && _text[at] is ' ' or '\t')
        {
            at++;
        }

        return at < _text.Length && _text[at] == '\n';
    }

    private object Bare()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(Peek) || Peek is '+' or '-' or '.' or '_' or ':' ||
            (Peek == ' ' && _at - start == 10 && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]) && _text[start + 4] == '-')))
        {
            _at++;
        }

        var text = _text[start.._at];
        switch (text)
        {
            case "true":
                return GoValue.True;
            case "false":
                return GoValue.False;
            case "inf" or "+inf":
                return double.PositiveInfinity;
            case "-inf":
                return double.NegativeInfinity;
            case "nan" or "+nan" or "-nan":
                return double.NaN;
        }

        if (text.Length > 0 && GoNumbers.UnderscoresOk(text))
        {
            var plain = text.Replace("_", "", StringComparison.Ordinal);
            var digits = plain.TrimStart('+', '-');
            var padded = digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
            if (!padded && GoNumbers.TryParseInteger(plain, out var integer))
            {
                return integer;
            }

            if (!padded && digits.Length > 0 && char.IsAsciiDigit(digits[0]) && digits[^1] != '.' && !digits.Contains(".e", StringComparison.OrdinalIgnoreCase) &&
                double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
            {
                return real;
            }
        }

        foreach (var layout in (string[])["2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02", "15:04:05"])
        {
            if (TimeParser.TryParse(layout, text.ToUpperInvariant(), GoZone.Local, out var time, out _))
            {
                return time;
            }
        }

        throw Expected("value", text.Length == 0 ? $"expected value but found '{Peek}' instead" : $"expected value but found {GoQuote.Quote(text)} instead");
    }
}
