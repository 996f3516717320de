namespace MeshHost.Helm.Yaml;

/// <summary>Which styles the characters of a string allow.</summary>
/// <param name="Multiline">Whether there is a line break.</param>
/// <param name="PlainAllowed">Whether it may stand without quotes.</param>
/// <param name="SingleQuotedAllowed">Whether it may stand in single quotes.</param>
/// <param name="BlockAllowed">Whether it may be a literal block.</param>
/// <param name="HasTabs">Whether there are tabs, which only the pretty form allows in a literal block.</param>
internal readonly record struct ScalarAnalysis(bool Multiline, bool PlainAllowed, bool SingleQuotedAllowed, bool BlockAllowed, bool HasTabs)
{
    /// <summary>Whether the text is letters, digits and a few marks in the middle, which need no look at all.</summary>
    public static bool IsHarmless(ReadOnlySpan<char> text) =>
        !text.IsEmpty && char.IsAsciiLetterOrDigit(text[0]) && YamlCharacters.AreHarmless(text);

    public static ScalarAnalysis Of(string value)
    {
        if (value.Length == 0)
        {
            return new ScalarAnalysis(false, true, true, false, false);
        }

        var indicators = value.StartsWith("---", StringComparison.Ordinal) || value.StartsWith("...", StringComparison.Ordinal);
        var (breaks, special, tabs) = (false, false, false);
        var (edge, trailingSpace, breakSpace, spaceBreak) = (false, false, false, false);
        var (afterSpace, afterBreak, afterWhite) = (false, false, true);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var beforeWhite = i + 1 >= value.Length || value[i + 1] is ' ' or '\t';
            indicators |= c switch
            {
                '#' => afterWhite,
                ':' or '?' when i == 0 || c == ':' => beforeWhite,
                '-' when i == 0 => beforeWhite,
                ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => i == 0,
                _ => false,
            };
            tabs |= c == '\t';
            special |= !IsPrintable(c) && c != '\t';
            var (isSpace, isBreak) = (c == ' ', IsBreak(c));
            edge |= (isSpace || isBreak) && (i == 0 || i == value.Length - 1);
            trailingSpace |= isSpace && i == value.Length - 1;
            breaks |= isBreak;
            breakSpace |= isSpace && afterBreak;
            spaceBreak |= isBreak && afterSpace;
            (afterSpace, afterBreak) = (isSpace, isBreak);
            afterWhite = isSpace || isBreak || c == '\t';
        }

        var unquotable = spaceBreak || special || tabs;
        return new ScalarAnalysis(
            breaks,
            !(edge || breakSpace || unquotable || breaks || indicators),
            !(breakSpace || unquotable),
            !(trailingSpace || spaceBreak || special),
            tabs);
    }

    public static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>What may stand outside double quotes: the basic plane without controls. A pair of surrogates is above it.</summary>
    public static bool IsPrintable(char c) => c is '\n' or (>= ' ' and <= '~') or (>= '\u00A0' and < '\uD800') or
        (>= '\uE000' and not ('\uFEFF' or '\uFFFE' or '\uFFFF'));
}
