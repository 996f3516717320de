using System.Globalization;
using System.Text;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Yaml;

/// <content>Scalars: choosing a style and writing it.</content>
internal sealed partial class YamlWriter
{
    private void PlainWord(string word)
    {
        if (!_afterSpace)
        {
            Put(' ');
        }

        output.Append(word);
        _column += word.Length;
        _afterSpace = false;
        _atIndent = false;
    }

    private void Scalar(string value, bool isKey)
    {
        if (ScalarAnalysis.IsHarmless(value) && !MayResolve(value[0]))
        {
            PlainWord(value);
            return;
        }

        value = pretty ? value : ThroughJson(value);
        var analysis = ScalarAnalysis.Of(value);
        var style = Choose(value, analysis, isKey);
        var indent = IncreaseIndent(isFlow: true, indentless: false);
        switch (style)
        {
            case ScalarStyle.Plain:
                Folded(value, quoted: false, mayFold: !isKey);
                break;
            case ScalarStyle.SingleQuoted:
                Folded(value, quoted: true, mayFold: !isKey);
                break;
            case ScalarStyle.DoubleQuoted:
                DoubleQuoted(value, mayFold: !isKey);
                break;
            default:
                Literal(value);
                break;
        }

        _indent = indent;
    }

    private static bool MayResolve(char first) =>
        first is (>= '0' and <= '9') or 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O';

    private ScalarStyle Choose(string value, ScalarAnalysis analysis, bool isKey)
    {
        var style = value.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal
            : YamlScalar.TryResolve(value, out _) || YamlScalar.IsBase60(value) || YamlScalar.IsTimestamp(value) ? ScalarStyle.DoubleQuoted
            : ScalarStyle.Plain;
        if (isKey && analysis.Multiline)
        {
            style = ScalarStyle.DoubleQuoted;
        }

        if (style == ScalarStyle.Plain && (!analysis.PlainAllowed || (value.Length == 0 && isKey)))
        {
            style = ScalarStyle.SingleQuoted;
        }

        if (style == ScalarStyle.SingleQuoted && !analysis.SingleQuotedAllowed)
        {
            style = ScalarStyle.DoubleQuoted;
        }

        return style == ScalarStyle.Literal && (!analysis.BlockAllowed || (analysis.HasTabs && !pretty) || isKey) ? ScalarStyle.DoubleQuoted : style;
    }

    /// <summary>
    /// What is left of a string that went through JSON which is then read as YAML: control characters are refused there, and
    /// U+0085 is a line break, folded with the space around it.
    /// </summary>
    private static string ThroughJson(string value)
    {
        var suspect = value.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (suspect < 0)
        {
            return value;
        }

        var next = false;
        foreach (var c in value.AsSpan(suspect))
        {
            if (c is '\x7f' or (>= '\x80' and < '\xa0' and not '\x85') or '\uFFFE' or '\uFFFF')
            {
                throw new YamlException("yaml: control characters are not allowed");
            }

            next |= c == '\x85' || char.IsSurrogate(c);
        }

        if (!next)
        {
            return value;
        }

        var valid = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var isPair = char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]);
            valid.Append(char.IsSurrogate(value[i]) && !isPair ? '\uFFFD' : value[i]);
            if (isPair)
            {
                valid.Append(value[++i]);
            }
        }

        return value.Contains('\x85', StringComparison.Ordinal) ? FoldNextLines(valid.ToString()) : valid.ToString();
    }

    private static string FoldNextLines(string value)
    {
        var output = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length;)
        {
            // JSON escapes tabs, so only spaces are seen as space here.
            if (value[i] is not (' ' or '\x85'))
            {
                output.Append(value[i++]);
                continue;
            }

            var start = i;
            var breaks = 0;
            while (i < value.Length && value[i] is ' ' or '\x85')
            {
                breaks += value[i++] == '\x85' ? 1 : 0;
            }

            _ = breaks switch
            {
                0 => output.Append(value, start, i - start),
                1 => output.Append(' '),
                _ => output.Append('\n', breaks - 1),
            };
        }

        return output.ToString();
    }

    private void Folded(string value, bool quoted, bool mayFold)
    {
        if (quoted)
        {
            Indicator("'", needSpace: true);
        }
        else if (!_afterSpace)
        {
            Put(' ');
        }

        var (spaces, breaks) = (false, false);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == ' ')
            {
                var inside = !quoted || (i > 0 && i < value.Length - 1);
                if (mayFold && !spaces && _column > _width && inside && !(i + 1 < value.Length && value[i + 1] == ' '))
                {
                    WriteIndent();
                }
                else
                {
                    Put(' ');
                }

                spaces = true;
            }
            else if (ScalarAnalysis.IsBreak(c))
            {
                if (!breaks && c == '\n')
                {
                    NewLine('\n');
                }

                NewLine(c);
                _atIndent = true;
                breaks = true;
            }
            else
            {
                if (breaks)
                {
                    WriteIndent();
                }

                if (quoted && c == '\'')
                {
                    Put('\'');
                }

                Put(c);
                _atIndent = false;
                (spaces, breaks) = (false, false);
            }
        }

        if (quoted)
        {
            Indicator("'", needSpace: false);
        }

        _afterSpace = false;
        _atIndent = false;
    }

    private void NewLine(char c)
    {
        output.Append(c);
        _column = 0;
    }

    private void DoubleQuoted(string value, bool mayFold)
    {
        Indicator("\"", needSpace: true);
        var spaces = false;
        var startsWithMark = value.StartsWith('\uFEFF');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];

            // libyaml looks for the byte order mark at the start of the text, wherever it is: all is escaped then.
            if (startsWithMark || !ScalarAnalysis.IsPrintable(c) || ScalarAnalysis.IsBreak(c) || c is '"' or '\\')
            {
                var rune = ByteString.RuneAt(value.AsSpan(i), out var width, out _).Value;
                i += width - 1;
                Escape(rune);
                spaces = false;
            }
            else if (c == ' ')
            {
                if (mayFold && !spaces && _column > _width && i > 0 && i < value.Length - 1)
                {
                    WriteIndent();
                    if (value[i + 1] == ' ')
                    {
                        Put('\\');
                    }
                }
                else
                {
                    Put(' ');
                }

                spaces = true;
            }
            else
            {
                Put(c);
                spaces = false;
            }
        }

        Indicator("\"", needSpace: false);
        _afterSpace = false;
        _atIndent = false;
    }

    private void Escape(int rune)
    {
        var text = rune switch
        {
            0 => "\\0",
            7 => "\\a",
            8 => "\\b",
            9 => "\\t",
            10 => "\\n",
            11 => "\\v",
            12 => "\\f",
            13 => "\\r",
            0x1b => "\\e",
            '"' => "\\\"",
            '\\' => "\\\\",
            0x85 => "\\N",
            0xa0 => "\\_",
            0x2028 => "\\L",
            0x2029 => "\\P",
            <= 0xff => "\\x" + rune.ToString("X2", CultureInfo.InvariantCulture),
            <= 0xffff => "\\u" + rune.ToString("X4", CultureInfo.InvariantCulture),
            _ => "\\U" + rune.ToString("X8", CultureInfo.InvariantCulture),
        };
        output.Append(text);
        _column += text.Length;
    }

    private void Literal(string value)
    {
        Indicator("|", needSpace: true);
        if (value[0] == ' ' || ScalarAnalysis.IsBreak(value[0]))
        {
            Indicator("2", needSpace: false);
        }

        if (!ScalarAnalysis.IsBreak(value[^1]))
        {
            Indicator("-", needSpace: false);
        }
        else if (value.Length == 1 || ScalarAnalysis.IsBreak(value[^2]))
        {
            Indicator("+", needSpace: false);
        }

        NewLine('\n');
        _atIndent = true;
        _afterSpace = true;
        var breaks = true;
        for (var i = 0; i < value.Length;)
        {
            if (ScalarAnalysis.IsBreak(value[i]))
            {
                NewLine(value[i++]);
                _atIndent = true;
                breaks = true;
                continue;
            }

            if (breaks)
            {
                WriteIndent();
            }

            var end = value.AsSpan(i).IndexOfAny("\n\r\u0085\u2028\u2029");
            end = end < 0 ? value.Length - i : end;
            output.Append(value.AsSpan(i, end));
            _column += end;
            i += end;
            _atIndent = false;
            breaks = false;
        }
    }
}
