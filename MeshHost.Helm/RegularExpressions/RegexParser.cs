using System.Runtime.CompilerServices;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.RegularExpressions;

/// <summary>Parses RE2's syntax, with Go's error messages.</summary>
internal ref partial struct RegexParser
{
    private const int MostRepetitions = 1000;
    private const int DeepestNesting = 1000;

    private readonly string _text;
    private readonly List<string> _groups;
    private int _at;
    private int _depth;
    private Flags _flags;

    private RegexParser(string text)
    {
        _text = text;
        _groups = [""];
    }

    [Flags]
    private enum Flags
    {
        None = 0,
        FoldCase = 1,
        MultiLine = 2,
        DotNewLine = 4,
        Ungreedy = 8,
    }

    public static RegexNode Parse(string text)
    {
        var parser = new RegexParser(text);
        var node = parser.Alternatives();
        if (parser._at < text.Length)
        {
            throw Error("unexpected )", text);
        }

        return new RegexNode(RegexNodeKind.Group) { Children = [node], Group = 0, Maximum = parser._groups.Count };
    }

    private static FunctionException Error(string message, string part) =>
        new($"error parsing regexp: {message}: `{part}`");

    private readonly bool AtEnd => _at >= _text.Length;

    private RegexNode Alternatives()
    {
        if (++_depth > DeepestNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error("expression nests too deeply", _text);
        }

        var alternatives = new List<RegexNode> { Sequence() };
        while (!AtEnd && _text[_at] == '|')
        {
            _at++;
            alternatives.Add(Sequence());
        }

        _depth--;
        return alternatives.Count == 1 ? alternatives[0] : new RegexNode(RegexNodeKind.Alternatives) { Children = alternatives };
    }

    private RegexNode Sequence()
    {
        var nodes = new List<RegexNode>();
        var repeatedFrom = -1;
        while (!AtEnd && _text[_at] is not ('|' or ')'))
        {
            var start = _at;
            if (_text[_at] is '*' or '+' or '?' || (_text[_at] == '{' && IsRepeat(_at)))
            {
                if (nodes.Count == 0)
                {
                    throw Error("missing argument to repetition operator", _text[_at..RepeatEnd(_at)]);
                }

                if (repeatedFrom >= 0)
                {
                    throw Error("invalid nested repetition operator", _text[repeatedFrom..RepeatEnd(_at)]);
                }

                nodes[^1] = Repeat(nodes[^1]);
                repeatedFrom = start;
                continue;
            }

            repeatedFrom = -1;
            if (_text.AsSpan(_at).StartsWith("\\Q"))
            {
                Quoted(nodes);
            }
            else if (Atom() is { } node)
            {
                nodes.Add(node);
            }
            else if (!AtEnd && (_text[_at] is '*' or '+' or '?' || (_text[_at] == '{' && IsRepeat(_at))))
            {
                throw Error("missing argument to repetition operator", _text[_at..RepeatEnd(_at)]);
            }
        }

        return nodes.Count switch
        {
            0 => RegexNode.Empty,
            1 => nodes[0],
            _ => new RegexNode(RegexNodeKind.Sequence) { Children = nodes },
        };
    }

    private void Quoted(List<RegexNode> nodes)
    {
        _at += 2;
        while (!AtEnd)
        {
            if (_text.AsSpan(_at).StartsWith("\\E"))
            {
                _at += 2;
                return;
            }

            nodes.Add(Literal(Rune()));
        }
    }

    private readonly bool IsRepeat(int at) => TryRepeat(at, out _, out _, out _);

    private readonly bool TryRepeat(int at, out int minimum, out int maximum, out int end)
    {
        (minimum, maximum, end) = (0, 0, at + 1);
        if (!TryNumber(ref end, out minimum))
        {
            return false;
        }

        maximum = minimum;
        if (end < _text.Length && _text[end] == ',')
        {
            end++;
            maximum = -1;
            if (end < _text.Length && _text[end] != '}' && !TryNumber(ref end, out maximum))
            {
                return false;
            }
        }

        return end < _text.Length && _text[end++] == '}';
    }

    private readonly bool TryNumber(ref int at, out int value)
    {
        value = 0;
        var start = at;
        while (at < _text.Length && char.IsAsciiDigit(_text[at]))
        {
            value = Math.Min(value * 10 + _text[at++] - '0', 100_000);
        }

        return at > start && !(_text[start] == '0' && at > start + 1);
    }

    private readonly int RepeatEnd(int at)
    {
        var end = at + 1;
        if (_text[at] == '{')
        {
            TryRepeat(at, out _, out _, out end);
        }

        return end < _text.Length && _text[end] == '?' ? end + 1 : end;
    }

    private RegexNode Repeat(RegexNode node)
    {
        var start = _at;
        var (minimum, maximum) = _text[_at] switch { '*' => (0, -1), '+' => (1, -1), _ => (0, 1) };
        if (_text[_at] == '{')
        {
            TryRepeat(_at, out minimum, out maximum, out _at);
            if (minimum > MostRepetitions || maximum > MostRepetitions || (maximum >= 0 && minimum > maximum))
            {
                throw Error("invalid repeat count", _text[start.._at]);
            }
        }
        else
        {
            _at++;
        }

        var greedy = !_flags.HasFlag(Flags.Ungreedy);
        if (!AtEnd && _text[_at] == '?')
        {
            _at++;
            greedy = !greedy;
        }

        return new RegexNode(RegexNodeKind.Repeat) { Children = [node], Minimum = minimum, Maximum = maximum, IsGreedy = greedy };
    }

    private RegexNode? Atom()
    {
        switch (_text[_at])
        {
            case '(':
                return Group();
            case '[':
                return Class();
            case '^':
                _at++;
                return new RegexNode(_flags.HasFlag(Flags.MultiLine) ? RegexNodeKind.BeginLine : RegexNodeKind.BeginText);
            case '$':
                _at++;
                return new RegexNode(_flags.HasFlag(Flags.MultiLine) ? RegexNodeKind.EndLine : RegexNodeKind.EndText);
            case '.':
                _at++;
                return Set(_flags.HasFlag(Flags.DotNewLine) ? CharacterSet.Any : CharacterSet.NotNewLine);
            case '\\':
                return Escape();
            default:
                return Literal(Rune());
        }
    }

    private int Rune()
    {
        var rune = ByteString.RuneAt(_text.AsSpan(_at), out var width, out _);
        _at += width;
        return rune.Value;
    }

    private static RegexNode Set(CharacterSet set) => new(RegexNodeKind.Set) { Set = set };

    private readonly RegexNode Literal(int rune)
    {
        var set = new CharacterSet([(rune, rune)]);
        return Set(_flags.HasFlag(Flags.FoldCase) ? set.FoldCase() : set);
    }

    private RegexNode? Group()
    {
        var start = _at++;
        var outer = _flags;
        var name = "";
        var captures = true;
        if (_text.AsSpan(_at).StartsWith("?"))
        {
            if (_text.AsSpan(_at).StartsWith("?P<") || _text.AsSpan(_at).StartsWith("?<"))
            {
                name = GroupName(start);
            }
            else
            {
                captures = false;
                if (!SetFlags(start))
                {
                    // Flags alone hold to the end of the enclosing group.
                    return null;
                }
            }
        }

        var index = 0;
        if (captures)
        {
            index = _groups.Count;
            _groups.Add(name);
        }

        var body = Alternatives();
        if (AtEnd)
        {
            throw Error("missing closing )", _text);
        }

        _at++;
        _flags = outer;
        return captures
            ? new RegexNode(RegexNodeKind.Group) { Children = [body], Group = index, GroupName = name }
            : new RegexNode(RegexNodeKind.Sequence) { Children = [body] };
    }

    private string GroupName(int start)
    {
        var nameStart = _text.IndexOf('<', _at) + 1;
        var end = _text.IndexOf('>', nameStart);
        if (end < 0)
        {
            throw Error("invalid named capture", _text[start..]);
        }

        var name = _text[nameStart..end];
        if (name.Length == 0 || !name.All(c => c == '_' || char.IsAsciiLetterOrDigit(c)))
        {
            throw Error("invalid named capture", _text[start..(end + 1)]);
        }

        _at = end + 1;
        return name;
    }

    /// <summary>Reads flags; true when a group with a body follows.</summary>
    private bool SetFlags(int start)
    {
        _at++;
        var (flags, negative, any) = (_flags, false, false);
        while (!AtEnd)
        {
            var c = _text[_at++];
            var flag = c switch { 'i' => Flags.FoldCase, 'm' => Flags.MultiLine, 's' => Flags.DotNewLine, 'U' => Flags.Ungreedy, _ => Flags.None };
            if (flag != Flags.None)
            {
                flags = negative ? flags & ~flag : flags | flag;
                any = true;
            }
            else if (c == '-' && !negative)
            {
                negative = true;
                any = false;
            }
            else if (c is ':' or ')' && !(negative && !any))
            {
                _flags = flags;
                return c == ':';
            }
            else
            {
                break;
            }
        }

        throw AtEnd && _text[^1] is 'i' or 'm' or 's' or 'U' or '?' or '-'
            ? Error("missing argument to repetition operator", "?")
            : Error("invalid or unsupported Perl syntax", _text[start.._at]);
    }
}
