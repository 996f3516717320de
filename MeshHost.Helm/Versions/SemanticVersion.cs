using System.Globalization;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Versions;

/// <summary>
/// A semantic version as charts write it: a leading <c>v</c> and missing minor or patch numbers are accepted, so <c>v1.2</c> is 1.2.0.
/// </summary>
internal sealed class SemanticVersion : IComparable<SemanticVersion>, IEquatable<SemanticVersion>
{
    private const int MaxLength = 256;

    private SemanticVersion(string original, ulong major, ulong minor, ulong patch, string prerelease, string metadata)
    {
        Original = original;
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
        Metadata = metadata;
    }

    public string Original { get; }

    public ulong Major { get; }

    public ulong Minor { get; }

    public ulong Patch { get; }

    /// <summary>The part after <c>-</c>, or the empty string.</summary>
    public string Prerelease { get; }

    /// <summary>The part after <c>+</c>, or the empty string. It takes no part in comparisons.</summary>
    public string Metadata { get; }

    /// <summary>Reads a version; <see langword="null"/> when the text is not one.</summary>
    public static SemanticVersion? TryParse(string? text, bool strict = false)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return null;
        }

        var rest = text.AsSpan();
        if (rest[0] == 'v')
        {
            if (strict)
            {
                return null;
            }

            rest = rest[1..];
        }

        var metadata = "";
        var plus = rest.IndexOf('+');
        if (plus >= 0)
        {
            metadata = rest[(plus + 1)..].ToString();
            rest = rest[..plus];
            if (!AreIdentifiers(metadata, numbersWithoutLeadingZero: false))
            {
                return null;
            }
        }

        var prerelease = "";
        var dash = rest.IndexOf('-');
        if (dash >= 0)
        {
            prerelease = rest[(dash + 1)..].ToString();
            rest = rest[..dash];
            if (!AreIdentifiers(prerelease, numbersWithoutLeadingZero: true))
            {
                return null;
            }
        }

        var numbers = new ulong[3];
        var count = 0;
        for (var more = true; more; count++)
        {
            var dot = rest.IndexOf('.');
            if (count == 3 || !TryNumber(dot < 0 ? rest : rest[..dot], strict, out numbers[count]))
            {
                return null;
            }

            more = dot >= 0;
            rest = rest[(dot + 1)..];
        }

        return strict && count != 3 ? null : new SemanticVersion(text, numbers[0], numbers[1], numbers[2], prerelease, metadata);
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Major.CompareTo(other.Major);
        if (order == 0)
        {
            order = Minor.CompareTo(other.Minor);
        }

        if (order == 0)
        {
            order = Patch.CompareTo(other.Patch);
        }

        return order != 0 ? order : ComparePrerelease(Prerelease, other.Prerelease);
    }

    public bool Equals(SemanticVersion? other) => other is not null && CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as SemanticVersion);

    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, Prerelease);

    /// <summary>The normal form: no leading <c>v</c>, all three numbers.</summary>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
        if (Prerelease.Length > 0)
        {
            text += "-" + Prerelease;
        }

        return Metadata.Length > 0 ? text + "+" + Metadata : text;
    }

    internal static int ComparePrerelease(string left, string right)
    {
        if (left == right)
        {
            return 0;
        }

        // A release comes after all of its pre-releases.
        if (left.Length == 0)
        {
            return 1;
        }

        if (right.Length == 0)
        {
            return -1;
        }

        var leftParts = left.Split('.');
        var rightParts = right.Split('.');
        for (var i = 0; i < Math.Min(leftParts.Length, rightParts.Length); i++)
        {
            var order = CompareIdentifier(leftParts[i], rightParts[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftParts.Length.CompareTo(rightParts.Length);
    }

    private static int CompareIdentifier(string left, string right)
    {
        var leftIsNumber = ulong.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var leftNumber);
        var rightIsNumber = ulong.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var rightNumber);
        return (leftIsNumber, rightIsNumber) switch
        {
            (true, true) => leftNumber.CompareTo(rightNumber),
            (true, false) => -1,
            (false, true) => 1,
            _ => Math.Sign(ByteString.Compare(left, right)),
        };
    }

    private static bool TryNumber(ReadOnlySpan<char> text, bool strict, out ulong value)
        => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && !(strict && text.Length > 1 && text[0] == '0');

    private static bool AreIdentifiers(string text, bool numbersWithoutLeadingZero)
    {
        foreach (var part in text.Split('.'))
        {
            if (part.Length == 0)
            {
                return false;
            }

            var digitsOnly = true;
            foreach (var c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }

                digitsOnly &= char.IsAsciiDigit(c);
            }

            if (numbersWithoutLeadingZero && digitsOnly && part.Length > 1 && part[0] == '0')
            {
                return false;
            }
        }

        return true;
    }
}
