using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>Casts of any value to a number that never fail: what is no number is 0.</summary>
internal static class Cast
{
    public static long ToInt64(object? value) => value switch
    {
        nint number => number,
        long number => number,
        double number => Truncate(number),
        int number => number,
        byte number => number,
        ulong number => unchecked((long)number),
        uint number => number,
        bool flag => flag ? 1 : 0,
        NamedInteger { Kind: GoKind.Int } named => named.Value,
        string text => GoNumbers.TryParseInteger(TrimZeroDecimal(text), out var number) ? number : 0,
        _ => 0,
    };

    public static double ToDouble(object? value) => value switch
    {
        double number => number,
        nint number => number,
        long number => number,
        int number => number,
        byte number => number,
        ulong number => number,
        uint number => number,
        bool flag => flag ? 1 : 0,
        NamedInteger { Kind: GoKind.Int } named => named.Value,
        string text => GoNumbers.TryParseFloat(text, out var number) ? number : 0,
        _ => 0,
    };

    /// <summary>Go's conversion on amd64: what does not fit is the smallest number.</summary>
    private static long Truncate(double number) =>
        number is >= -9.2233720368547758E18 and < 9.2233720368547758E18 ? (long)number : long.MinValue;

    /// <summary>"3.00" is 3; other fractions make the text no integer.</summary>
    private static ReadOnlySpan<char> TrimZeroDecimal(string text)
    {
        var foundZero = false;
        for (var i = text.Length; i > 0; i--)
        {
            switch (text[i - 1])
            {
                case '.':
                    if (foundZero)
                    {
                        return text.AsSpan(0, i - 1);
                    }

                    break;
                case '0':
                    foundZero = true;
                    break;
                default:
                    return text;
            }
        }

        return text;
    }
}
