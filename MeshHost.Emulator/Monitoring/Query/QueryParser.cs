using System.Globalization;
using System.Text;

namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>
/// Parses the part of PromQL that is emulated: selectors with ranges, arithmetic and comparison, the usual aggregations with
/// <c>by</c> and <c>without</c>, and the functions of <see cref="QueryEvaluator"/>. Everything else is an error, never a guess.
/// </summary>
internal sealed class QueryParser
{
    private static readonly HashSet<string> s_aggregations = ["sum", "avg", "min", "max", "count"];
    private static readonly string[][] s_precedence = [["==", "!=", ">=", "<=", ">", "<"], ["+", "-"], ["*", "/", "%"]];

    private readonly string _text;
    private int _position;

    private QueryParser(string text) => _text = text;

    public static Expression Parse(string text)
    {
        var parser = new QueryParser(text);
        var expression = parser.Binary(0);
        parser.Space();
        return parser._position == text.Length ? expression : throw parser.Unexpected();
    }

    private Expression Binary(int level)
    {
        if (level == s_precedence.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (true)
        {
            Space();
            var found = Array.Find(s_precedence[level], symbol => _text.AsSpan(_position).StartsWith(symbol, StringComparison.Ordinal));
            if (found is null)
            {
                return left;
            }

            _position += found.Length;
            var returnsBool = TryWord("bool");
            left = new Expression.Binary(found, returnsBool, left, Binary(level + 1));
        }
    }

    private Expression Unary()
    {
        Space();
        if (TrySymbol('('))
        {
            var inner = Binary(0);
            Symbol(')');
            return inner;
        }

        if (_position < _text.Length && (char.IsAsciiDigit(_text[_position]) || _text[_position] is '.' or '-' or '+'))
        {
            return Number();
        }

        if (_position < _text.Length && _text[_position] == '{')
        {
            return Selector(null);
        }

        var name = Identifier();
        Space();
        if (s_aggregations.Contains(name))
        {
            return Aggregation(name);
        }

        return _position < _text.Length && _text[_position] == '(' ? Call(name) : Selector(name);
    }

    private Expression.Number Number()
    {
        var start = _position++;
        while (_position < _text.Length && (char.IsAsciiDigit(_text[_position]) || _text[_position] is '.' or 'e' or 'E'))
        {
            _position++;
        }

        return double.TryParse(_text[start.._position], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new Expression.Number(value)
            : throw Unexpected();
    }

    private Expression.Aggregation Aggregation(string name)
    {
        var (labels, without, grouped) = Grouping();
        Symbol('(');
        var operand = Binary(0);
        Symbol(')');
        if (!grouped)
        {
            (labels, without, grouped) = Grouping();
        }

        return new Expression.Aggregation(name, labels, without, grouped, operand);
    }

    private (List<string> Labels, bool Without, bool Grouped) Grouping()
    {
        var without = TryWord("without");
        if (!without && !TryWord("by"))
        {
            return ([], false, false);
        }

        var labels = new List<string>();
        Symbol('(');
        while (!TrySymbol(')'))
        {
            labels.Add(Identifier());
            TrySymbol(',');
        }

        return (labels, without, true);
    }

    private Expression.Call Call(string name)
    {
        var arguments = new List<Expression>();
        Symbol('(');
        while (!TrySymbol(')'))
        {
            arguments.Add(Binary(0));
            TrySymbol(',');
        }

        return QueryEvaluator.Functions.Contains(name)
            ? new Expression.Call(name, arguments)
            : throw new QueryException($"{_position}: parse error: the function \"{name}\" is not emulated; there are {string.Join(", ", QueryEvaluator.Functions)}");
    }

    private Expression.Selector Selector(string? name)
    {
        var matchers = new List<LabelMatcher>();
        if (name is not null)
        {
            matchers.Add(new LabelMatcher("__name__", "=", name));
        }

        if (TrySymbol('{'))
        {
            while (!TrySymbol('}'))
            {
                var label = Identifier();
                Space();
                var comparison = Array.Find(["=~", "!~", "!=", "="], symbol => _text.AsSpan(_position).StartsWith(symbol, StringComparison.Ordinal)) ?? throw Unexpected();
                _position += comparison.Length;
                matchers.Add(new LabelMatcher(label, comparison, Quoted()));
                TrySymbol(',');
            }
        }

        TimeSpan? range = null;
        if (TrySymbol('['))
        {
            range = Duration();
            Symbol(']');
        }

        return TryWord("offset") ? throw new QueryException("parse error: offset is not emulated") : new Expression.Selector(matchers, range);
    }

    private TimeSpan Duration()
    {
        Space();
        var start = _position;
        while (_position < _text.Length && char.IsAsciiLetterOrDigit(_text[_position]))
        {
            _position++;
        }

        var text = _text[start.._position];
        return Mesh.RouteActions.Duration(text) is { } duration && duration > TimeSpan.Zero ? duration : throw new QueryException($"{start}: parse error: not a valid duration string: \"{text}\"");
    }

    private string Quoted()
    {
        Space();
        if (_position >= _text.Length || _text[_position] is not ('"' or '\''))
        {
            throw Unexpected();
        }

        var quote = _text[_position++];
        var value = new StringBuilder();
        while (_position < _text.Length && _text[_position] != quote)
        {
            if (_text[_position] == '\\' && _position + 1 < _text.Length)
            {
                _position++;
            }

            value.Append(_text[_position++]);
        }

        if (_position++ >= _text.Length)
        {
            throw new QueryException("parse error: unterminated quoted string");
        }

        return value.ToString();
    }

    private string Identifier()
    {
        Space();
        var start = _position;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] is '_' or ':'))
        {
            _position++;
        }

        return _position > start ? _text[start.._position] : throw Unexpected();
    }

    private bool TryWord(string word)
    {
        Space();
        var end = _position + word.Length;
        if (!_text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal) || (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_')))
        {
            return false;
        }

        _position = end;
        return true;
    }

    private bool TrySymbol(char symbol)
    {
        Space();
        if (_position >= _text.Length || _text[_position] != symbol)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Symbol(char symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Unexpected();
        }
    }

    private void Space()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private QueryException Unexpected() => new(_position < _text.Length
        ? $"1:{_position + 1}: parse error: unexpected character: '{_text[_position]}'"
        : "parse error: unexpected end of input");
}
