using System.Text;

namespace MeshHost.Helm.Yaml;

/// <content>Scalars, anchors, tags and directives.</content>
internal sealed partial class YamlScanner
{
    private void ScanPlain()
    {
        var stops = _flow > 0 ? YamlCharacters.EndsPlainInFlow : YamlCharacters.EndsPlain;
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

    private void SkipPlainText(byte stops)
    {
        while (true)
        {
            _at = YamlCharacters.Find(_text, _at, stops);
            if (_at == _text.Length || _text[_at] != ':' || IsBlankOrEnd(_at + 1))
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
            _at = EndOfLine();
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
            var end = EndOfLine();
            output.Append(_text, _at, end - _at);
            _at = end;
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

    /// <summary>Where the line ends: at its break, or at the end of the text.</summary>
    private int EndOfLine()
    {
        var end = _text.AsSpan(_at).IndexOfAny("\n\r\u0085\u2028\u2029");
        return end < 0 ? _text.Length : _at + end;
    }

    private static string BreakText(char c) => c is '\u2028' or '\u2029' ? c.ToString() : "\n";

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
