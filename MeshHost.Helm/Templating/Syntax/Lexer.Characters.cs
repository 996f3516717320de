using System.Globalization;
using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <content>What stands at the position.</content>
internal sealed partial class Lexer
{
    private bool Accept(string valid)
    {
        if (_position < _end && valid.Contains(_input[_position], StringComparison.Ordinal))
        {
            _position++;
            return true;
        }

        return false;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    private bool AtTerminator() =>
        _position >= _end || IsSpace(_input[_position]) || _input[_position] is '.' or ',' or '|' or ':' or ')' or '(' ||
        StartsWith(_position, RightDelim);

    private bool AtRightDelim(out bool trim)
    {
        trim = IsTrimMarkerAt(_position) && StartsWith(_position + 2, RightDelim);
        return trim || StartsWith(_position, RightDelim);
    }

    private bool HasLeftTrimMarker(int at) => at + 1 < _end && _input[at] == '-' && IsSpace(_input[at + 1]);

    private bool IsTrimMarkerAt(int at) => at + 1 < _end && IsSpace(_input[at]) && _input[at + 1] == '-';

    private bool StartsWith(int at, string value) =>
        at <= _end && _input.AsSpan(at, _end - at).StartsWith(value, StringComparison.Ordinal);

    private void SkipSpaceAfter(bool trim)
    {
        while (trim && _position < _end && IsSpace(_input[_position]))
        {
            _position++;
        }
    }

    private int NextRune()
    {
        var rune = PeekRune(out var width);
        _position += width;
        if (rune == '\n')
        {
            _line++;
        }

        return rune;
    }

    private int PeekRune(out int width)
    {
        width = 0;
        if (_position >= _end)
        {
            return EndOfFile;
        }

        _ = Rune.DecodeFromUtf16(_input.AsSpan(_position, _end - _position), out var rune, out width);
        return rune.Value;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsAlphaNumeric(int rune) =>
        rune == '_' || (rune >= 0 && (rune < 0x80
            ? char.IsAsciiLetterOrDigit((char)rune)
            : Rune.IsLetter(new Rune(rune)) || Rune.GetUnicodeCategory(new Rune(rune)) == UnicodeCategory.DecimalDigitNumber));

    private static string DescribeRune(int rune) => rune < 0
        ? "U+FFFFFFFFFFFFFFFF"
        : "U+" + rune.ToString("X4", CultureInfo.InvariantCulture) +
            (Values.GoQuote.IsPrint(rune) ? $" '{char.ConvertFromUtf32(rune)}'" : "");
}
