using System.Text;

namespace MeshHost.Helm.Yaml;

/// <content>Scalars in quotes.</content>
internal sealed partial class YamlScanner
{
    private void ScanQuoted(char quote)
    {
        var line = _line;
        var start = ++_at;
        var ends = quote == '\'' ? YamlCharacters.EndsSingleQuoted : YamlCharacters.EndsDoubleQuoted;

        // Most quoted scalars are one piece of text: nothing is copied then.
        var simple = YamlCharacters.Find(_text, _at, ends);
        if (simple < _text.Length && _text[simple] == quote && !(quote == '\'' && simple + 1 < _text.Length && _text[simple + 1] == '\''))
        {
            _at = simple + 1;
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

            var joined = AppendQuotedText(output, quote, (byte)(ends | YamlCharacters.Blank));
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

    /// <summary>Reads up to space or the closing quote; true when an escaped line break joined the lines.</summary>
    private bool AppendQuotedText(StringBuilder output, char quote, byte stops)
    {
        while (_at < _text.Length)
        {
            var stop = YamlCharacters.Find(_text, _at, stops);
            output.Append(_text, _at, stop - _at);
            _at = stop;
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
}
