using System.Text;

namespace MeshHost.Helm.Yaml;

/// <summary>The order go-yaml writes keys in: letters after the rest, runs of digits by their value.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private NaturalOrder()
    {
    }

    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var i = a.AsSpan().CommonPrefixLength(b);
        if (i == a.Length || i == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        i -= i > 0 && char.IsLowSurrogate(a[i]) && char.IsHighSurrogate(a[i - 1]) ? 1 : 0;
        var (ar, br) = (RuneAt(a, i), RuneAt(b, i));
        var (aLetter, bLetter) = (IsLetter(ar), IsLetter(br));
        if (aLetter && bLetter)
        {
            return ar.CompareTo(br);
        }

        if (aLetter || bLetter)
        {
            // Past a run of digits a letter comes first, so that a1b is before a10.
            var pastDigits = i > 0 && char.IsDigit(a[i - 1]);
            return bLetter != pastDigits ? -1 : 1;
        }

        var (an, bn) = (0L, 0L);
        if (ar == '0' || br == '0')
        {
            for (var j = i - 1; j >= 0 && char.IsDigit(a[j]); j--)
            {
                if (a[j] != '0')
                {
                    (an, bn) = (1, 1);
                    break;
                }
            }
        }

        var (ai, bi) = (i, i);
        for (; ai < a.Length && char.IsDigit(a[ai]); ai++)
        {
            an = unchecked(an * 10 + (a[ai] - '0'));
        }

        for (; bi < b.Length && char.IsDigit(b[bi]); bi++)
        {
            bn = unchecked(bn * 10 + (b[bi] - '0'));
        }

        return an != bn ? an.CompareTo(bn) : ai != bi ? ai.CompareTo(bi) : ar.CompareTo(br);
    }

    private static int RuneAt(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];

    private static bool IsLetter(int rune) => rune < 0x80
        ? char.IsAsciiLetter((char)rune)
        : Rune.IsValid(rune) && Rune.IsLetter(new Rune(rune));
}
