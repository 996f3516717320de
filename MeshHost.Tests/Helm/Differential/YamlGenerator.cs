using System.Text;

namespace MeshHost.Tests.Helm.Differential;

/// <summary>Random texts that are YAML, nearly YAML, or not at all.</summary>
internal sealed class YamlGenerator(int seed)
{
    private static readonly string[] s_scalars =
    [
        "a", "b c", "1", "-2.5", "0x1F", "017", "08", "1_0", "yes", "No", "~", "null", "''", "'it''s'", "\"x\\ty\"", "\"\\u00e9\"", "'a\n  b'", "\"a\n\n  b\"",
        "x: y", "a #b", "# c", "[1, b]", "{c: d, e}", "[]", "{}", "[a: b]", "|\n  l1\n   l2\n", ">\n  f1\n  f2\n\n  f3\n", "|-\n  x", ">+\n  y\n\n", "|2\n   z",
        "plain\n  more", "&x v", "*x", "!!str 1", "!!int 3", "<<", "=", "@a", "- n", "? k", "\"open", "'open", "[open", "{open: 1", "\t", "http://h:1/p?q#f",
        "a:b", "é☃", "😀", "2024-01-02", "12:30:45", ".inf", "1e3", "*nope", "%d", "`x`", "!foo bar", "a, b", "{a: [b, {c: d}]}", "'x': y", "\"k\" : v",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var output = new StringBuilder(_random.Next(8) == 0 ? "---\n" : "");
        Block(output, 0, 0);
        return output.ToString();
    }

    private void Block(StringBuilder output, int indent, int depth)
    {
        var isList = _random.Next(3) == 0;
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            output.Append(' ', indent + (_random.Next(40) == 0 ? 1 : 0));
            output.Append(isList ? "-" : Key());
            if (depth < 3 && _random.Next(3) == 0)
            {
                if (isList && _random.Next(2) == 0)
                {
                    output.Append(' ').Append(Key()).Append(' ').Append(Scalar(indent + 2)).Append('\n').Append(' ', indent + 2).Append("z: 1\n");
                    continue;
                }

                output.Append('\n');
                Block(output, indent + (isList || _random.Next(4) > 0 ? 2 : 0), depth + 1);
                continue;
            }

            output.Append(_random.Next(30) == 0 ? "\t" : " ").Append(Scalar(indent)).Append('\n');
            if (_random.Next(10) == 0)
            {
                output.Append("  # comment\n\n");
            }
        }
    }

    private string Key() => _random.Next(12) switch
    {
        0 => "'q k':",
        1 => "\"d\":",
        2 => "1:",
        3 => "yes:",
        4 => "<<:",
        5 => "? c\n:",
        _ => (char)('a' + _random.Next(6)) + ":",
    };

    private string Scalar(int indent) =>
        s_scalars[_random.Next(s_scalars.Length)].Replace("\n", "\n" + new string(' ', indent), StringComparison.Ordinal);
}
