namespace MeshHost.Helm.Yaml;

/// <summary>
/// What the characters of a YAML text may end. Scalars are short, so that a table is as quick as a vectorized search, and unlike that one it
/// needs nothing compiled when a program starts.
/// </summary>
internal static class YamlCharacters
{
    /// <summary>Space and tab.</summary>
    public const byte Blank = 1;

    public const byte EndsSingleQuoted = 2;
    public const byte EndsDoubleQuoted = 4;

    /// <summary>Ends a word of a scalar without quotes, or may end it.</summary>
    public const byte EndsPlain = 8;

    /// <summary>The same inside of brackets or braces.</summary>
    public const byte EndsPlainInFlow = 16;

    private const byte Harmless = 32;

    private static readonly byte[] s_classes = Classify();

    /// <summary>The first character from a place on that is of one of the classes or breaks the line; the text's length when there is none.</summary>
    public static int Find(string text, int at, byte classes)
    {
        var table = s_classes;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c < table.Length ? (table[c] & classes) != 0 : c is '\u0085' or '\u2028' or '\u2029')
            {
                break;
            }
        }

        return at;
    }

    /// <summary>Whether all are letters, digits and <c>_-./</c>.</summary>
    public static bool AreHarmless(ReadOnlySpan<char> text)
    {
        var table = s_classes;
        foreach (var c in text)
        {
            if (c >= table.Length || (table[c] & Harmless) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Classify()
    {
        var classes = new byte[128];
        Mark("\n\r", EndsSingleQuoted | EndsDoubleQuoted | EndsPlain | EndsPlainInFlow);
        Mark(" \t", Blank | EndsPlain | EndsPlainInFlow);
        Mark(":", EndsPlain | EndsPlainInFlow);
        Mark(",?[]{}", EndsPlainInFlow);
        Mark("'", EndsSingleQuoted);
        Mark("\"\\", EndsDoubleQuoted);
        Mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./", Harmless);
        return classes;

        void Mark(string characters, byte marks)
        {
            foreach (var c in characters)
            {
                classes[c] |= marks;
            }
        }
    }
}
