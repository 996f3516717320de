using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.RegularExpressions;

/// <content>What follows a backslash.</content>
internal ref partial struct RegexParser
{
    private RegexNode Escape()
    {
        if (_at + 1 >= _text.Length)
        {
            throw new FunctionException("error parsing regexp: trailing backslash at end of expression: ``");
        }

        var kind = _text[_at + 1] switch
        {
            'A' => RegexNodeKind.BeginText,
            'z' => RegexNodeKind.EndText,
            'b' => RegexNodeKind.WordBoundary,
            'B' => RegexNodeKind.NoWordBoundary,
            _ => RegexNodeKind.Empty,
        };
        if (kind != RegexNodeKind.Empty)
        {
            _at += 2;
            return new RegexNode(kind);
        }

        if (TryClassEscape() is { } set)
        {
            return Set(_flags.HasFlag(Flags.FoldCase) ? set.FoldCase() : set);
        }

        return Literal(CharacterEscape());
    }

    private int CharacterEscape()
    {
        var start = _at;
        var c = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        _at += 2;
        switch (c)
        {
            case >= '1' and <= '7' when AtEnd || _text[_at] is < '0' or > '7':
                break;
            case >= '0' and <= '7':
                var value = c - '0';
                for (var i = 1; i < 3 && !AtEnd && _text[_at] is >= '0' and <= '7'; i++)
                {
                    value = value * 8 + _text[_at++] - '0';
                }

                return value;
            case 'x':
                return Hex(start);
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case < '\x80' when !char.IsAsciiLetterOrDigit(c) && c != '_' && c != '\0':
                return c;
            case '_':
                return c;
        }

        throw Error("invalid escape sequence", _text[start..Math.Min(_at, _text.Length)]);
    }

    private int Hex(int start)
    {
        var braced = !AtEnd && _text[_at] == '{';
        var digitsAt = braced ? _at + 1 : _at;
        var end = braced ? _text.IndexOf('}', _at) : digitsAt + 2;
        if (end > digitsAt && end <= _text.Length &&
            GoNumbers.TryParseDigits(_text.AsSpan(digitsAt, end - digitsAt), 16, allowUnderscore: false, out var value) && value <= CharacterSet.Last)
        {
            _at = braced ? end + 1 : end;
            return (int)value;
        }

        throw Error("invalid escape sequence", _text[start..Math.Min(_at + 1, _text.Length)]);
    }
}
