using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Json;

/// <summary>Reads JSON as Go's encoding/json does into interface{}: all numbers are doubles, errors have Go's words.</summary>
internal ref struct JsonReader
{
    private const int DeepestNesting = 10_000;

    private readonly string _text;
    private int _at;
    private int _depth;
    private string? _problem;

    private JsonReader(string text) => _text = text;

    /// <exception cref="FunctionException">The text is not JSON.</exception>
    public static object? Read(string text)
    {
        var value = Read(text, out var problem);
        return problem is null ? value : throw new FunctionException(problem);
    }

    /// <summary>Reads a text that may hold a number too large, in whose place there is nil then.</summary>
    /// <exception cref="FunctionException">The text is not JSON.</exception>
    public static object? Read(string text, out string? problem)
    {
        var reader = new JsonReader(text);
        var value = reader.Value();
        reader.SkipSpace();
        problem = reader._problem;
        return reader._at < text.Length ? throw reader.Invalid("after top-level value") : value;
    }

    private object? Value()
    {
        SkipSpace();
        if (++_depth > DeepestNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new FunctionException("exceeded max depth");
        }

        object? value = Peek() switch
        {
            '{' => Object(),
            '[' => Array(),
            '"' => String(),
            't' => Literal("true", GoValue.True),
            'f' => Literal("false", GoValue.False),
            'n' => Literal("null", null),
            '-' or (>= '0' and <= '9') => Number(),
            _ => throw Invalid("looking for beginning of value"),
        };
        _depth--;
        return value;
    }

    private readonly int Peek() => _at < _text.Length ? _text[_at] : -1;

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private readonly FunctionException Invalid(string context)
    {
        // Go feeds a space at the end, which only literals, numbers and escapes refuse.
        var refusesSpace = context.Contains("literal", StringComparison.Ordinal) || context.Contains("escape", StringComparison.Ordinal);
        if (_at >= _text.Length)
        {
            return new FunctionException(refusesSpace && !context.StartsWith("in string literal", StringComparison.Ordinal)
                ? $"invalid character ' ' {context}"
                : "unexpected end of JSON input");
        }

        var c = _text[_at] < 0x80 ? _text[_at] : (char)ByteString.ToBytes(_text[_at..Math.Min(_at + 2, _text.Length)])[0];
        var quoted = c switch
        {
            '\'' => @"'\''",
            '"' => "'\"'",
            _ => "'" + GoQuote.Quote(c.ToString())[1..^1] + "'",
        };
        return new FunctionException($"invalid character {quoted} {context}");
    }

    private object? Literal(string word, object? value)
    {
        for (var i = 0; i < word.Length; i++, _at++)
        {
            if (Peek() != word[i])
            {
                throw Invalid($"in literal {word} (expecting '{word[i]}')");
            }
        }

        return value;
    }

    private Dictionary<string, object?> Object()
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        _at++;
        SkipSpace();
        if (Peek() == '}')
        {
            _at++;
            return map;
        }

        while (true)
        {
            SkipSpace();
            if (Peek() != '"')
            {
                throw Invalid("looking for beginning of object key string");
            }

            var key = String();
            SkipSpace();
            if (Peek() != ':')
            {
                throw Invalid("after object key");
            }

            _at++;
            map[key] = Value();
            SkipSpace();
            switch (Peek())
            {
                case ',':
                    _at++;
                    break;
                case '}':
                    _at++;
                    return map;
                default:
                    throw Invalid("after object key:value pair");
            }
        }
    }

    private List<object?> Array()
    {
        var list = new List<object?>();
        _at++;
        SkipSpace();
        if (Peek() == ']')
        {
            _at++;
            return list;
        }

        while (true)
        {
            list.Add(Value());
            SkipSpace();
            switch (Peek())
            {
                case ',':
                    _at++;
                    break;
                case ']':
                    _at++;
                    return list;
                default:
                    throw Invalid("after array element");
            }
        }
    }

    private string String()
    {
        var start = ++_at;
        StringBuilder? output = null;
        while (true)
        {
            var c = Peek();
            switch (c)
            {
                case '"':
                    var text = output is null ? _text[start.._at] : output.Append(_text, start, _at - start).ToString();
                    _at++;
                    return Validated(text);
                case '\\':
                    output ??= new StringBuilder();
                    output.Append(_text, start, _at - start);
                    _at++;
                    Escape(output);
                    start = _at;
                    break;
                case < ' ':
                    throw Invalid("in string literal");
                default:
                    _at++;
                    break;
            }
        }
    }

    private static string Validated(string text)
    {
        var lone = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (lone < 0)
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            output.Append(rune.ToString());
        }

        return output.ToString();
    }

    private void Escape(StringBuilder output)
    {
        var c = Peek();
        switch (c)
        {
            case 'u':
                _at++;
                var unit = 0;
                for (var i = 0; i < 4; i++, _at++)
                {
                    unit = Peek() is var digit && digit >= 0 && char.IsAsciiHexDigit((char)digit)
                        ? unit * 16 + GoNumbers.HexValue((char)digit)
                        : throw Invalid("in \\u hexadecimal character escape");
                }

                output.Append((char)unit);
                return;
            case '"' or '\\' or '/':
                output.Append((char)c);
                break;
            case 'b':
                output.Append('\b');
                break;
            case 'f':
                output.Append('\f');
                break;
            case 'n':
                output.Append('\n');
                break;
            case 'r':
                output.Append('\r');
                break;
            case 't':
                output.Append('\t');
                break;
            default:
                throw Invalid("in string escape code");
        }

        _at++;
    }

    private object? Number()
    {
        var start = _at;
        if (Peek() == '-')
        {
            _at++;
        }

        if (Peek() == '0')
        {
            _at++;
        }
        else
        {
            Digits("in numeric literal");
        }

        if (Peek() == '.')
        {
            _at++;
            Digits("after decimal point in numeric literal");
        }

        if (Peek() is 'e' or 'E')
        {
            _at++;
            if (Peek() is '+' or '-')
            {
                _at++;
            }

            Digits("in exponent of numeric literal");
        }

        var text = _text.AsSpan(start, _at - start);
        var number = double.Parse(text, CultureInfo.InvariantCulture);
        if (!double.IsInfinity(number))
        {
            return number;
        }

        _problem ??= $"json: cannot unmarshal number {text} into Go value of type float64";
        return null;
    }

    private void Digits(string context)
    {
        if (Peek() is not (>= '0' and <= '9'))
        {
            throw Invalid(context);
        }

        while (Peek() is >= '0' and <= '9')
        {
            _at++;
        }
    }
}
