using System.Buffers;
using System.Text;

namespace MeshHost.Helm.Yaml;

/// <content>Scalars, anchors, tags and directives.</content>
internal sealed partial class YamlScanner
{
    private static readonly SearchValues<char> s_breaks = SearchValues.Create("\n\r\u0085\u2028\u2029");
    private static readonly SearchValues<char> s_plainStops = SearchValues.Create(" \t\n\r\u0085\u2028\u2029:");
    private static readonly SearchValues<char> s_flowStops = SearchValues.Create(" \t\n\r\u0085\u2028\u2029:,?[]{}");
    private static readonly SearchValues<char> s_singleStops = SearchValues.Create(" \t\n\r\u0085\u2028\u2029'");
    private static readonly SearchValues<char> s_doubleStops = SearchValues.Create(" \t\n\r\u0085\u2028\u2029\"\\");

    private void ScanPlain()
    {
        var stops = _flow > 0 ? s_flowStops : s_plainStops;
        var indent = _indent + 1;
        var start = _at;
        var end = _at;
        var line = _line;
        StringBuilder? folded = null;
        var breaks = new LineBreaks();
        var whitespace = _at;
        while (true)
        {
            if ((Column == 0 && IsDocumentIndicator()) || (_at < _text.Length && _text[_at] == '#'))
            {
                break;
            }

            var pieceStart = _at;
            SkipPlainText(stops);
            if (_at > pieceStart)
            {
                if (folded is not null)
                {
                    _ = breaks.Any ? breaks.Fold(folded) : folded.Append(_text, whitespace, pieceStart - whitespace);
                    folded.Append(_text, pieceStart, _at - pieceStart);
                }
                else if (breaks.Any)
                {
                    folded = new StringBuilder().Append(_text, start, end - start);
                    breaks.Fold(folded).Append(_text, pieceStart, _at - pieceStart);
                }

                breaks.Clear();
                end = _at;
            }

            if (!IsBlank(_at) && !IsBreak(_at))
            {
                break;
            }

            whitespace = _at;
            SkipPlainSpace(ref breaks, indent);
            if (_flow == 0 && Column < indent)
            {
                break;
            }
        }

        ref var token = ref Add(YamlTokenKind.Scalar);
        token.Line = line;
        token.IsPlain = true;
        (token.Start, token.End, token.Text) = (start, end, folded?.ToString());
        _keyAllowed |= breaks.Any;
    }

    private void SkipPlainText(SearchValues<char> stops)
    {
        while (true)
        {
            var stop = _text.AsSpan(_at).IndexOfAny(stops);
            if (stop < 0)
            {
                _at = _text.Length;
                return;
            }

            _at += stop;
            if (_text[_at] != ':' || IsBlankOrEnd(_at + 1))
            {
                return;
            }

            _at++;
        }
    }

    private void SkipPlainSpace(ref LineBreaks breaks, int indent)
    {
        while (true)
        {
            if (IsBlank(_at))
            {
                if (breaks.Any && Column < indent && _text[_at] == '\t')
                {
                    throw Error("found a tab character that violates indentation");
                }

                _at++;
            }
            else if (IsBreak(_at))
            {
                breaks.Add(_text[_at]);
                SkipBreak();
            }
            else
            {
                return;
            }
        }
    }

    private void ScanQuoted(char quote)
    {
        var line = _line;
        var start = ++_at;
        var stops = quote == '\'' ? s_singleStops : s_doubleStops;

        // Most quoted scalars are one piece of text: nothing is copied then.
        var simple = _text.AsSpan(_at).IndexOfAny(quote == '\'' ? s_singleEnd : s_doubleEnd);
        if (simple >= 0 && _text[_at + simple] == quote && !(quote == '\'' && _at + simple + 1 < _text.Length && _text[_at + simple + 1] == '\''))
        {
            _at += simple + 1;
            ref var token = ref Add(YamlTokenKind.Scalar);
            (token.Start, token.End, token.Line) = (start, _at - 1, line);
            return;
        }

        var output = new StringBuilder();
        var breaks = new LineBreaks();
        while (true)
        {
            if (Column == 0 && IsDocumentIndicator())
            {
                throw Error("found unexpected document indicator");
            }

            if (_at >= _text.Length)
            {
                throw Error("found unexpected end of stream");
            }

            var joined = AppendQuotedText(output, quote, stops);
            if (_at < _text.Length && _text[_at] == quote)
            {
                break;
            }

            AppendQuotedSpace(output, ref breaks, joined);
        }

        _at++;
        ref var result = ref Add(YamlTokenKind.Scalar);
        (result.Text, result.Line) = (output.ToString(), line);
    }

    private static readonly SearchValues<char> s_singleEnd = SearchValues.Create("'\n\r\u0085\u2028\u2029");
    private static readonly SearchValues<char> s_doubleEnd = SearchValues.Create("\"\\\n\r\u0085\u2028\u2029");

    /// <summary>Reads up to space or the closing quote; true when an escaped line break joined the lines.</summary>
    private bool AppendQuotedText(StringBuilder output, char quote, SearchValues<char> stops)
    {
        while (_at < _text.Length)
        {
            var stop = _text.AsSpan(_at).IndexOfAny(stops);
            stop = stop < 0 ? _text.Length - _at : stop;
            output.Append(_text, _at, stop);
            _at += stop;
            if (_at >= _text.Length || IsBlankOrEnd(_at))
            {
                return false;
            }

            if (_text[_at] == '\'')
            {
                if (_at + 1 >= _text.Length || _text[_at + 1] != '\'')
                {
                    return false;
                }

                output.Append('\'');
                _at += 2;
            }
            else if (_text[_at] == quote)
            {
                return false;
            }
            else if (IsBreak(_at + 1))
            {
                _at++;
                SkipBreak();
                return true;
            }
            else
            {
                AppendEscape(output);
            }
        }

        return false;
    }

    private void AppendQuotedSpace(StringBuilder output, ref LineBreaks breaks, bool joined)
    {
        var start = _at;
        var any = joined;
        var blanksEnd = _at;
        while (IsBlank(_at) || IsBreak(_at))
        {
            if (IsBreak(_at))
            {
                any = true;
                breaks.Add(_text[_at], isTrailing: joined);
                SkipBreak();
            }
            else
            {
                _at++;
                blanksEnd = any ? blanksEnd : _at;
            }
        }

        if (any)
        {
            breaks.Fold(output);
            breaks.Clear();
        }
        else
        {
            output.Append(_text, start, blanksEnd - start);
        }
    }

    private void AppendEscape(StringBuilder output)
    {
        var c = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            output.Append(c switch
            {
                '0' => '\0',
                'a' => '\a',
                'b' => '\b',
                't' or '\t' => '\t',
                'n' => '\n',
                'v' => '\v',
                'f' => '\f',
                'r' => '\r',
                'e' => '\x1b',
                ' ' or '"' or '\'' or '\\' => c,
                'N' => '\u0085',
                '_' => '\u00a0',
                'L' => '\u2028',
                'P' => '\u2029',
                _ => throw Error("found unknown escape character"),
            });
            _at += 2;
            return;
        }

        _at += 2;
        var value = 0u;
        for (var i = 0; i < digits; i++)
        {
            if (_at + i >= _text.Length || !char.IsAsciiHexDigit(_text[_at + i]))
            {
                throw Error("did not find expected hexdecimal number");
            }

            value = (value << 4) + (uint)Templating.Values.GoNumbers.HexValue(_text[_at + i]);
        }

        if (!Rune.IsValid(value))
        {
            throw Error("found invalid Unicode character escape code");
        }

        output.Append(new Rune(value).ToString());
        _at += digits;
    }

    private void ScanBlockScalar(bool literal)
    {
        var line = _line;
        _at++;
        var (keep, strip, increment) = BlockHeader();
        while (IsBlank(_at))
        {
            _at++;
        }

        if (_at < _text.Length && _text[_at] == '#')
        {
            var end = _text.AsSpan(_at).IndexOfAny(s_breaks);
            _at = end < 0 ? _text.Length : _at + end;
        }

        if (_at < _text.Length)
        {
            if (!IsBreak(_at))
            {
                throw Error("did not find expected comment or line break");
            }

            SkipBreak();
        }

        var indent = increment == 0 ? 0 : (_indent >= 0 ? _indent : 0) + increment;
        var output = new StringBuilder();
        var leading = "";
        var trailing = new StringBuilder();
        BlockBreaks(ref indent, trailing);
        var leadingBlank = false;
        while (Column == indent && _at < _text.Length)
        {
            var blank = IsBlank(_at);
            if (!literal && !leadingBlank && !blank && leading == "\n")
            {
                output.Append(trailing.Length == 0 ? " " : "");
            }
            else
            {
                output.Append(leading);
            }

            output.Append(trailing);
            trailing.Clear();
            leadingBlank = blank;
            var end = _text.AsSpan(_at).IndexOfAny(s_breaks);
            end = end < 0 ? _text.Length - _at : end;
            output.Append(_text, _at, end);
            _at += end;
            leading = "";
            if (_at < _text.Length)
            {
                leading = BreakText(_text[_at]);
                SkipBreak();
            }

            BlockBreaks(ref indent, trailing);
        }

        output.Append(strip ? "" : leading);
        if (keep)
        {
            output.Append(trailing);
        }

        ref var token = ref Add(YamlTokenKind.Scalar);
        (token.Text, token.Line) = (output.ToString(), line);
    }

    private (bool Keep, bool Strip, int Increment) BlockHeader()
    {
        var (keep, strip, increment) = (false, false, 0);
        for (var i = 0; i < 2 && _at < _text.Length; i++)
        {
            var c = _text[_at];
            if (c is '+' or '-' && !keep && !strip)
            {
                (keep, strip) = (c == '+', c == '-');
            }
            else if (char.IsAsciiDigit(c) && increment == 0)
            {
                increment = c == '0' ? throw Error("found an indentation indicator equal to 0") : c - '0';
            }
            else
            {
                break;
            }

            _at++;
        }

        return (keep, strip, increment);
    }

    private void BlockBreaks(ref int indent, StringBuilder breaks)
    {
        var deepest = 0;
        while (true)
        {
            while ((indent == 0 || Column < indent) && _at < _text.Length && _text[_at] == ' ')
            {
                _at++;
            }

            deepest = Math.Max(deepest, Column);
            if ((indent == 0 || Column < indent) && _at < _text.Length && _text[_at] == '\t')
            {
                throw Error("found a tab character where an indentation space is expected");
            }

            if (!IsBreak(_at))
            {
                break;
            }

            breaks.Append(BreakText(_text[_at]));
            SkipBreak();
        }

        if (indent == 0)
        {
            indent = Math.Max(Math.Max(deepest, _indent + 1), 1);
        }
    }

    private static string BreakText(char c) => c is '\u2028' or '\u2029' ? c.ToString() : "\n";

    private void ScanAnchor(YamlTokenKind kind)
    {
        var start = ++_at;
        while (_at < _text.Length && IsWord(_text[_at]))
        {
            _at++;
        }

        if (_at == start || !(IsBlankOrEnd(_at) || _text[_at] is '?' or ':' or ',' or ']' or '}' or '%' or '@' or '`'))
        {
            throw Error("did not find expected alphabetic or numeric character");
        }

        Add(kind).Text = _text[start.._at];
    }

    private void ScanTag()
    {
        string handle;
        string suffix;
        if (_at + 1 < _text.Length && _text[_at + 1] == '<')
        {
            _at += 2;
            handle = "";
            suffix = TagUri("");
            if (_at >= _text.Length || _text[_at] != '>')
            {
                throw Error("did not find the expected '>'");
            }

            _at++;
        }
        else
        {
            handle = TagHandle();
            if (handle.Length > 1 && handle[^1] == '!')
            {
                suffix = TagUri("");
            }
            else
            {
                suffix = TagUri(handle);
                (handle, suffix) = suffix.Length == 0 ? ("", "!") : ("!", suffix);
            }
        }

        if (!IsBlankOrEnd(_at))
        {
            throw Error("did not find expected whitespace or line break");
        }

        ref var token = ref Add(YamlTokenKind.Tag);
        (token.Text, token.Suffix) = (handle, suffix);
    }

    private string TagHandle()
    {
        var start = _at++;
        while (_at < _text.Length && IsWord(_text[_at]))
        {
            _at++;
        }

        _at += _at < _text.Length && _text[_at] == '!' ? 1 : 0;
        return _text[start.._at];
    }

    private string TagUri(string head)
    {
        var output = new StringBuilder(head.Length > 1 ? head[1..] : "");
        var any = head.Length > 0;
        while (_at < _text.Length && (IsWord(_text[_at]) || ";/?:@&=+$,.!~*'()[]%".Contains(_text[_at], StringComparison.Ordinal)))
        {
            any = true;
            if (_text[_at] == '%')
            {
                if (_at + 2 >= _text.Length || !char.IsAsciiHexDigit(_text[_at + 1]) || !char.IsAsciiHexDigit(_text[_at + 2]))
                {
                    throw Error("did not find URI escaped octet");
                }

                output.Append(Uri.HexUnescape(_text, ref _at));
                continue;
            }

            output.Append(_text[_at++]);
        }

        return any ? output.ToString() : throw Error("did not find expected tag URI");
    }

    private void ScanDirective()
    {
        var end = _text.AsSpan(_at).IndexOfAny(s_breaks);
        var line = _text.AsSpan(_at, end < 0 ? _text.Length - _at : end);
        var comment = line.IndexOf(" #");
        var parts = (comment < 0 ? line : line[..comment]).ToString().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["%YAML", var version])
        {
            if (version != "1.1")
            {
                throw Error("found incompatible YAML document");
            }

            Add(YamlTokenKind.VersionDirective);
        }
        else if (parts is ["%TAG", ['!', ..] handle, var prefix])
        {
            ref var token = ref Add(YamlTokenKind.TagDirective);
            (token.Text, token.Suffix) = (handle, prefix);
        }
        else
        {
            throw Error("found unknown directive name");
        }

        _at += line.Length;
        if (_at < _text.Length)
        {
            SkipBreak();
        }
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>Line breaks between two pieces of a scalar: one is a space, more are all but the first.</summary>
    private struct LineBreaks
    {
        private char _leading;
        private StringBuilder? _trailing;

        public readonly bool Any => _leading != '\0' || _trailing is not null;

        public void Add(char c, bool isTrailing = false)
        {
            c = c is '\u2028' or '\u2029' ? c : '\n';
            if (_leading == '\0' && !isTrailing)
            {
                _leading = c;
            }
            else
            {
                (_trailing ??= new StringBuilder()).Append(c);
            }
        }

        public readonly StringBuilder Fold(StringBuilder output)
        {
            if (_leading is '\n')
            {
                return _trailing is null ? output.Append(' ') : output.Append(_trailing);
            }

            return (_leading == '\0' ? output : output.Append(_leading)).Append(_trailing);
        }

        public void Clear()
        {
            _leading = '\0';
            _trailing = null;
        }
    }
}
