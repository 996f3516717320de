using System.Runtime.CompilerServices;

namespace MeshHost.Helm.Yaml;

/// <summary>
/// Cuts YAML 1.1 into tokens. Where a mapping begins is only known at the colon of its first key: what may be a key is
/// remembered, and the tokens for it are put in before it afterwards. This part handles structure, the other one scalars.
/// </summary>
internal sealed partial class YamlScanner
{
    private const int LongestSimpleKey = 1024;
    private const int DeepestNesting = 10_000;

    private readonly string _text;
    private readonly List<int> _indents = [];
    private YamlToken[] _queue = new YamlToken[32];

    // One for each level of flow collections, and one for the blocks around them.
    private SimpleKey[] _keys = new SimpleKey[8];
    private int _head;
    private int _tail;
    private int _taken;
    private int _at;
    private int _line;
    private int _lineStart;
    private int _indent = -1;
    private int _flow;
    private bool _keyAllowed = true;
    private bool _ended;

    public YamlScanner(string text)
    {
        _text = text;
        RefuseDisallowed(text);
    }

    private int Column => _at - _lineStart;

    /// <summary>The token at the front, which stays there. The reference is good until the next call.</summary>
    public ref YamlToken Peek()
    {
        Fetch();
        return ref _queue[_head];
    }

    public void Skip()
    {
        _head++;
        _taken++;
        if (_head == _tail)
        {
            _head = _tail = 0;
        }
    }

    public YamlException Error(int line, string problem, bool isScanner)
    {
        var shown = line == 0 ? 0 : isScanner ? line + 1 : line;
        return new YamlException(shown > 0 ? $"yaml: line {shown}: {problem}" : $"yaml: {problem}");
    }

    private YamlException Error(string problem) => Error(_line, problem, isScanner: true);

    /// <summary>Nearly all text is letters, which are skipped many at a time; what is not is looked at one by one.</summary>
    private static void RefuseDisallowed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var next = text.AsSpan(at).IndexOfAnyExceptInRange(' ', '~');
            if (next < 0)
            {
                return;
            }

            at += next;
            switch (text[at])
            {
                case '\t' or '\n' or '\r' or '\u0085' or (>= '\u00A0' and < '\uD800') or (> '\uDFFF' and < '\uFFFE'):
                    break;
                case >= '\uD800' and <= '\uDBFF' when at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]):
                    at++;
                    break;
                case >= '\uD800' and <= '\uDFFF':
                    throw new YamlException("yaml: invalid leading UTF-8 octet");
                default:
                    // NUL ends the text for libyaml, so it is among what is not allowed.
                    throw new YamlException("yaml: control characters are not allowed");
            }
        }
    }

    private void Fetch()
    {
        while (_head == _tail || HeadMayBecomeKey())
        {
            if (_ended && _head != _tail)
            {
                return;
            }

            FetchNext();
        }
    }

    private void FetchNext()
    {
        SkipToToken();
        Unroll(Column);
        if (_at >= _text.Length)
        {
            FetchEnd();
            return;
        }

        var c = _text[_at];
        if (Column == 0)
        {
            if (c == '%')
            {
                Unroll(-1);
                RemoveKey();
                _keyAllowed = false;
                ScanDirective();
                return;
            }

            if (IsDocumentIndicator())
            {
                Unroll(-1);
                RemoveKey();
                _keyAllowed = false;
                Add(c == '-' ? YamlTokenKind.DocumentStart : YamlTokenKind.DocumentEnd);
                _at += 3;
                return;
            }
        }

        switch (c)
        {
            case '[' or '{':
                OpenFlow(c == '[' ? YamlTokenKind.FlowSequenceStart : YamlTokenKind.FlowMappingStart);
                return;
            case ']' or '}':
                CloseFlow(c == ']' ? YamlTokenKind.FlowSequenceEnd : YamlTokenKind.FlowMappingEnd);
                return;
            case ',':
                RemoveKey();
                _keyAllowed = true;
                Add(YamlTokenKind.FlowEntry);
                _at++;
                return;
            case '-' when IsBlankOrEnd(_at + 1):
                FetchBlockEntry();
                return;
            case '?' when _flow > 0 || IsBlankOrEnd(_at + 1):
                FetchKey();
                return;
            case ':' when _flow > 0 || IsBlankOrEnd(_at + 1):
                FetchValue();
                return;
            case '*' or '&':
                SaveKey();
                _keyAllowed = false;
                ScanAnchor(c == '*' ? YamlTokenKind.Alias : YamlTokenKind.Anchor);
                return;
            case '!':
                SaveKey();
                _keyAllowed = false;
                ScanTag();
                return;
            case '|' or '>' when _flow == 0:
                RemoveKey();
                _keyAllowed = true;
                ScanBlockScalar(literal: c == '|');
                return;
            case '\'' or '"':
                SaveKey();
                _keyAllowed = false;
                ScanQuoted(c);
                return;
        }

        var special = IsBlankOrEnd(_at) || "-?:,[]{}#&*!|>'\"%@`".Contains(c, StringComparison.Ordinal);
        if (!special || (c == '-' && !IsBlank(_at + 1)) || (_flow == 0 && c is '?' or ':' && !IsBlankOrEnd(_at + 1)))
        {
            SaveKey();
            _keyAllowed = false;
            ScanPlain();
            return;
        }

        throw Error("found character that cannot start any token");
    }

    private void SkipToToken()
    {
        while (true)
        {
            if (Column == 0 && _at < _text.Length && _text[_at] == '\uFEFF')
            {
                _at++;
                _lineStart++;
            }

            while (_at < _text.Length && (_text[_at] == ' ' || (_text[_at] == '\t' && (_flow > 0 || !_keyAllowed))))
            {
                _at++;
            }

            if (_at < _text.Length && _text[_at] == '#')
            {
                _at = EndOfLine();
            }

            if (!IsBreak(_at))
            {
                return;
            }

            SkipBreak();
            _keyAllowed |= _flow == 0;
        }
    }

    private void FetchEnd()
    {
        // A last line without a break ends as if it had one.
        if (Column != 0)
        {
            _lineStart = _at;
            _line++;
        }

        Unroll(-1);
        RemoveKey();
        _keyAllowed = false;
        _ended = true;
        Add(YamlTokenKind.StreamEnd);
    }

    private void OpenFlow(YamlTokenKind kind)
    {
        SaveKey();
        if (++_flow > DeepestNesting)
        {
            throw Error($"exceeded max depth of {DeepestNesting}");
        }

        if (_flow == _keys.Length)
        {
            Array.Resize(ref _keys, _keys.Length * 2);
        }

        _keys[_flow] = default;

        _keyAllowed = true;
        Add(kind);
        _at++;
    }

    private void CloseFlow(YamlTokenKind kind)
    {
        RemoveKey();
        if (_flow > 0)
        {
            _flow--;
        }

        _keyAllowed = false;
        Add(kind);
        _at++;
    }

    private void FetchBlockEntry()
    {
        if (_flow == 0)
        {
            if (!_keyAllowed)
            {
                throw Error("block sequence entries are not allowed in this context");
            }

            Roll(Column, -1, YamlTokenKind.BlockSequenceStart, _line);
        }

        RemoveKey();
        _keyAllowed = true;
        Add(YamlTokenKind.BlockEntry);
        _at++;
    }

    private void FetchKey()
    {
        if (_flow == 0)
        {
            if (!_keyAllowed)
            {
                throw Error("mapping keys are not allowed in this context");
            }

            Roll(Column, -1, YamlTokenKind.BlockMappingStart, _line);
        }

        RemoveKey();
        _keyAllowed = _flow == 0;
        Add(YamlTokenKind.Key);
        _at++;
    }

    private void FetchValue()
    {
        ref var key = ref _keys[_flow];
        if (IsValid(ref key))
        {
            Insert(key.TokenNumber - _taken, YamlTokenKind.Key, key.Line);
            Roll(key.Column, key.TokenNumber, YamlTokenKind.BlockMappingStart, key.Line);
            key.Possible = false;
            _keyAllowed = false;
        }
        else
        {
            if (_flow == 0)
            {
                if (!_keyAllowed)
                {
                    throw Error("mapping values are not allowed in this context");
                }

                Roll(Column, -1, YamlTokenKind.BlockMappingStart, _line);
            }

            _keyAllowed = _flow == 0;
        }

        Add(YamlTokenKind.Value);
        _at++;
    }

    private ref YamlToken Add(YamlTokenKind kind)
    {
        if (_tail == _queue.Length)
        {
            MakeRoom();
        }

        ref var token = ref _queue[_tail++];
        token = default;
        token.Kind = kind;
        token.Line = _line;
        return ref token;
    }

    private void Insert(int offset, YamlTokenKind kind, int line)
    {
        Add(kind);
        var at = _head + offset;
        Array.Copy(_queue, at, _queue, at + 1, _tail - 1 - at);
        _queue[at] = new YamlToken { Kind = kind, Line = line };
    }

    private void MakeRoom()
    {
        var count = _tail - _head;
        var target = count > _queue.Length / 2 ? new YamlToken[_queue.Length * 2] : _queue;
        Array.Copy(_queue, _head, target, 0, count);
        _queue = target;
        (_head, _tail) = (0, count);
    }

    private bool IsDocumentIndicator() =>
        _at + 2 < _text.Length && _text[_at] is '-' or '.' && _text[_at] == _text[_at + 1] && _text[_at] == _text[_at + 2] &&
        IsBlankOrEnd(_at + 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBlank(int at) => at < _text.Length && _text[at] is ' ' or '\t';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBreak(int at) => at < _text.Length && _text[at] is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private bool IsBlankOrEnd(int at) =>
        at >= _text.Length || _text[at] is ' ' or '\t' or '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private void SkipBreak()
    {
        _at += _text[_at] == '\r' && _at + 1 < _text.Length && _text[_at + 1] == '\n' ? 2 : 1;
        _lineStart = _at;
        _line++;
    }
}
