using System.Globalization;
using System.Text;

namespace MeshHost.Helm.RegularExpressions;

/// <summary>A set of characters as sorted ranges of code points.</summary>
internal sealed class CharacterSet
{
    public const int Last = 0x10FFFF;

    private readonly CharacterRange[] _ranges;
    private readonly ulong _asciiLow;
    private readonly ulong _asciiHigh;

    public CharacterSet(IEnumerable<CharacterRange> ranges)
    {
        _ranges = Normalize(ranges);
        foreach (var (low, high) in _ranges)
        {
            for (var c = low; c <= Math.Min(high, 0x7f); c++)
            {
                _ = c < 64 ? _asciiLow |= 1UL << c : _asciiHigh |= 1UL << (c - 64);
            }
        }
    }

    public static CharacterSet Digits { get; } = new([('0', '9')]);

    public static CharacterSet Words { get; } = new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    public static CharacterSet Spaces { get; } = new([('\t', '\n'), ('\f', '\r'), (' ', ' ')]);

    public static CharacterSet Any { get; } = new([(0, Last)]);

    public static CharacterSet NotNewLine { get; } = new([(0, '\n' - 1), ('\n' + 1, Last)]);

    public IReadOnlyList<CharacterRange> Ranges => _ranges;

    public bool Contains(int rune)
    {
        if (rune < 64)
        {
            return (_asciiLow >> rune & 1) != 0;
        }

        if (rune < 128)
        {
            return (_asciiHigh >> (rune - 64) & 1) != 0;
        }

        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune < _ranges[middle].Low)
            {
                high = middle - 1;
            }
            else if (rune > _ranges[middle].High)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    public CharacterSet Negate()
    {
        var ranges = new List<CharacterRange>();
        var next = 0;
        foreach (var (low, high) in _ranges)
        {
            if (low > next)
            {
                ranges.Add((next, low - 1));
            }

            next = high + 1;
        }

        if (next <= Last)
        {
            ranges.Add((next, Last));
        }

        return new CharacterSet(ranges);
    }

    /// <summary>The set with the other cases of its letters.</summary>
    public CharacterSet FoldCase()
    {
        const int LastWithCase = 0x1E943;
        var ranges = new List<CharacterRange>(_ranges);
        foreach (var (low, high) in _ranges)
        {
            if (low == 0 && high == Last)
            {
                return this;
            }

            for (var rune = low; rune <= Math.Min(high, LastWithCase); rune++)
            {
                foreach (var other in OtherCases(rune))
                {
                    ranges.Add((other, other));
                }
            }
        }

        return new CharacterSet(ranges);
    }

    private static IEnumerable<int> OtherCases(int value)
    {
        if (!Rune.IsValid(value))
        {
            yield break;
        }

        var rune = new Rune(value);
        var (lower, upper) = (Rune.ToLowerInvariant(rune), Rune.ToUpperInvariant(rune));
        yield return lower.Value;
        yield return upper.Value;
        yield return Rune.ToLowerInvariant(upper).Value;
        switch (lower.Value)
        {
            case 'k':
                yield return 0x212A;
                break;
            case 's':
                yield return 0x17F;
                break;
        }

        switch (value)
        {
            case 0x212A:
                yield return 'k';
                yield return 'K';
                break;
            case 0x17F:
                yield return 's';
                yield return 'S';
                break;
        }
    }

    /// <summary>The characters of a Unicode category or script; null when there is none of that name.</summary>
    public static CharacterSet? OfUnicode(string name)
    {
        if (name == "Any")
        {
            return Any;
        }

        var categories = Categories(name);
        if (categories.Count == 0)
        {
            return Scripts(name);
        }

        var ranges = new List<CharacterRange>();
        var start = -1;
        for (var rune = 0; rune <= Last + 1; rune++)
        {
            var belongs = rune <= Last && categories.Contains(CharUnicodeInfo.GetUnicodeCategory(rune));
            if (belongs && start < 0)
            {
                start = rune;
            }
            else if (!belongs && start >= 0)
            {
                ranges.Add((start, rune - 1));
                start = -1;
            }
        }

        return new CharacterSet(ranges);
    }

    private static HashSet<UnicodeCategory> Categories(string name)
    {
        string[] names =
        [
            "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd",
            "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So",
        ];
        var found = new HashSet<UnicodeCategory>();
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] == name || (name.Length == 1 && names[i][0] == name[0]))
            {
                found.Add((UnicodeCategory)i);
            }
        }

        return found;
    }

    /// <summary>The scripts most in use, by their main blocks.</summary>
    private static CharacterSet? Scripts(string name) => name switch
    {
        "Latin" => new([('A', 'Z'), ('a', 'z'), (0xAA, 0xAA), (0xBA, 0xBA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2B8), (0x2E0, 0x2E4), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA722, 0xA787), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)]),
        "Greek" => new([(0x370, 0x373), (0x375, 0x377), (0x37A, 0x37D), (0x37F, 0x37F), (0x384, 0x384), (0x386, 0x386), (0x388, 0x3E1), (0x3F0, 0x3FF), (0x1F00, 0x1FFE)]),
        "Cyrillic" => new([(0x400, 0x484), (0x487, 0x52F), (0x1C80, 0x1C88), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)]),
        "Han" => new([(0x2E80, 0x2FD5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAD9), (0x20000, 0x323AF)]),
        "Hiragana" => new([(0x3041, 0x3096), (0x309D, 0x309F)]),
        "Katakana" => new([(0x30A1, 0x30FA), (0x30FD, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF6F), (0xFF71, 0xFF9D)]),
        "Hangul" => new([(0x1100, 0x11FF), (0x3131, 0x318E), (0xAC00, 0xD7A3)]),
        "Arabic" => new([(0x600, 0x604), (0x606, 0x60B), (0x60D, 0x61A), (0x61C, 0x61E), (0x620, 0x63F), (0x641, 0x64A), (0x656, 0x66F), (0x671, 0x6DC), (0x6DE, 0x6FF), (0x750, 0x77F)]),
        "Hebrew" => new([(0x591, 0x5C7), (0x5D0, 0x5EA), (0x5EF, 0x5F4), (0xFB1D, 0xFB4F)]),
        "Thai" => new([(0xE01, 0xE3A), (0xE40, 0xE5B)]),
        _ => null,
    };

    private static CharacterRange[] Normalize(IEnumerable<CharacterRange> ranges)
    {
        var sorted = new List<CharacterRange>(ranges);
        sorted.Sort(static (a, b) => a.Low != b.Low ? a.Low.CompareTo(b.Low) : a.High.CompareTo(b.High));
        var merged = new List<CharacterRange>(sorted.Count);
        foreach (var range in sorted)
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            }
            else
            {
                merged.Add(range);
            }
        }

        return [.. merged];
    }
}
