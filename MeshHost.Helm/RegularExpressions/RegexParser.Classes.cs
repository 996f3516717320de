namespace MeshHost.Helm.RegularExpressions;

/// <content>Classes of characters: in brackets, <c>\d</c> and its kin, Unicode's and POSIX' own.</content>
internal ref partial struct RegexParser
{
    private CharacterSet? TryClassEscape()
    {
        var c = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        var set = char.ToLowerInvariant(c) switch
        {
            'd' => CharacterSet.Digits,
            's' => CharacterSet.Spaces,
            'w' => CharacterSet.Words,
            _ => null,
        };
        if (set is not null)
        {
            _at += 2;
            return char.IsUpper(c) ? set.Negate() : set;
        }

        return c is 'p' or 'P' ? UnicodeClass(c == 'P') : null;
    }

    private CharacterSet UnicodeClass(bool negate)
    {
        var start = _at;
        _at += 2;
        if (AtEnd)
        {
            throw Error("invalid character class range", _text[start..]);
        }

        string name;
        if (_text[_at] == '{')
        {
            var end = _text.IndexOf('}', _at);
            if (end < 0)
            {
                throw Error("invalid character class range", _text[start..]);
            }

            name = _text[(_at + 1)..end];
            _at = end + 1;
        }
        else
        {
            name = _text[_at++].ToString();
        }

        if (name.StartsWith('^'))
        {
            negate = !negate;
            name = name[1..];
        }

        var set = CharacterSet.OfUnicode(name) ?? throw Error("invalid character class range", _text[start.._at]);
        return negate ? set.Negate() : set;
    }

    private RegexNode Class()
    {
        var start = _at++;
        var ranges = new List<CharacterRange>();
        var negate = !AtEnd && _text[_at] == '^';
        _at += negate ? 1 : 0;
        var first = true;
        while (AtEnd || _text[_at] != ']' || first)
        {
            if (AtEnd)
            {
                throw Error("missing closing ]", _text[start..]);
            }

            first = false;
            if (PosixClass() is { } posix)
            {
                ranges.AddRange(posix.Ranges);
            }
            else if (_text[_at] == '\\' && TryClassEscape() is { } escape)
            {
                ranges.AddRange(escape.Ranges);
            }
            else
            {
                ranges.Add(Range(start));
            }
        }

        _at++;
        var set = new CharacterSet(ranges);
        set = _flags.HasFlag(Flags.FoldCase) ? set.FoldCase() : set;
        return Set(negate ? set.Negate() : set);
    }

    private CharacterRange Range(int classStart)
    {
        var start = _at;
        var low = ClassCharacter(classStart);
        if (_at + 1 >= _text.Length || _text[_at] != '-' || _text[_at + 1] == ']')
        {
            return (low, low);
        }

        _at++;
        var high = ClassCharacter(classStart);
        return high >= low ? (low, high) : throw Error("invalid character class range", _text[start.._at]);
    }

    private int ClassCharacter(int classStart) => AtEnd
        ? throw Error("missing closing ]", _text[classStart..])
        : _text[_at] == '\\' ? CharacterEscape() : Rune();

    private CharacterSet? PosixClass()
    {
        if (!_text.AsSpan(_at).StartsWith("[:"))
        {
            return null;
        }

        var end = _text.IndexOf(":]", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var name = _text[(_at + 2)..end];
        var negate = name.StartsWith('^');
        CharacterSet? set = (negate ? name[1..] : name) switch
        {
            "alnum" => new([('0', '9'), ('A', 'Z'), ('a', 'z')]),
            "alpha" => new([('A', 'Z'), ('a', 'z')]),
            "ascii" => new([(0, 0x7f)]),
            "blank" => new([('\t', '\t'), (' ', ' ')]),
            "cntrl" => new([(0, 0x1f), (0x7f, 0x7f)]),
            "digit" => CharacterSet.Digits,
            "graph" => new([('!', '~')]),
            "lower" => new([('a', 'z')]),
            "print" => new([(' ', '~')]),
            "punct" => new([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
            "space" => new([('\t', '\r'), (' ', ' ')]),
            "upper" => new([('A', 'Z')]),
            "word" => CharacterSet.Words,
            "xdigit" => new([('0', '9'), ('A', 'F'), ('a', 'f')]),
            _ => throw Error("invalid character class range", _text[_at..(end + 2)]),
        };
        _at = end + 2;
        return negate ? set.Negate() : set;
    }
}
