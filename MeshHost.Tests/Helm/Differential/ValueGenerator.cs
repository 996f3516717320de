namespace MeshHost.Tests.Helm.Differential;

/// <summary>Random values of the model, with strings that YAML and JSON find difficult.</summary>
internal sealed class ValueGenerator(int seed)
{
    private static readonly string[] s_pieces =
    [
        "a", "b", "Z", "0", "1", "9", "_", "-", ".", " ", "  ", "\n", "\t", ":", ": ", " #", "#", "'", "\"", "\\", "/", ",", "[", "]", "{", "}", "&",
        "*", "!", "|", ">", "%", "@", "`", "?", "=", "~", "<", "é", "☃", "😀", "\u00a0", "\u2028", "\r", "yes", "null", "true", "1e3", "0x1",
        "2024-01-02", "12:30", "word ", "longer word ", "the quick brown fox ", "---", "...", "\u0001", "\ufeff",
    ];

    private readonly Random _random = new(seed);

    public Dictionary<string, object?> NextMap(int depth = 0)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = _random.Next(5); i >= 0; i--)
        {
            // Letters after digits sort differently in the older go-yaml of Debian; see docs/helm-compatibility.md.
            map[string.Concat(Text(3).Where(c => !char.IsAsciiDigit(c)))] = Next(depth + 1);
        }

        return map;
    }

    public object? Next(int depth = 0)
    {
        switch (_random.Next(depth > 3 ? 6 : 9))
        {
            case 0:
                return null;
            case 1:
                return _random.Next(2) == 0;
            case 2:
                return (double)_random.Next(-1000, 1000);
            case 3:
                return Math.Round(_random.NextDouble() * Math.Pow(10, _random.Next(-8, 24)), _random.Next(0, 6)) * (_random.Next(2) * 2 - 1);
            case 4 or 5:
                return Text(_random.Next(12));
            case 6:
                return Enumerable.Range(0, _random.Next(4)).Select(_ => Next(depth + 1)).ToList();
            case 7:
                return NextMap(depth);
            default:
                return Text(_random.Next(60));
        }
    }

    public string Text(int pieces) => string.Concat(Enumerable.Range(0, pieces).Select(_ => s_pieces[_random.Next(s_pieces.Length)]));
}
