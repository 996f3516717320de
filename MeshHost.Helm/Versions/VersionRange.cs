namespace MeshHost.Helm.Versions;

/// <summary>
/// A version range in the syntax of charts: <c>||</c> between alternatives, comma or space between conditions that all hold,
/// the operators <c>= != &gt; &lt; &gt;= &lt;= ~ ^</c>, wildcards and <c>1.2 - 1.4</c>.
/// </summary>
internal sealed class VersionRange
{
    private readonly VersionComparator[][] _alternatives;
    private readonly bool[] _namesPrerelease;

    private VersionRange(string text, VersionComparator[][] alternatives)
    {
        Text = text;
        _alternatives = alternatives;
        _namesPrerelease = [.. alternatives.Select(all => all.Any(c => c.Version.Prerelease.Length > 0))];
    }

    public string Text { get; }

    /// <summary>Reads a range; <see langword="null"/> when the text is not one.</summary>
    public static VersionRange? TryParse(string text)
    {
        if (text.Length > 1024)
        {
            return null;
        }

        var alternatives = new List<VersionComparator[]>();
        foreach (var alternative in text.Split("||"))
        {
            if (TryAlternative(alternative) is not { } comparators)
            {
                return null;
            }

            alternatives.Add(comparators);
        }

        return new VersionRange(text, [.. alternatives]);
    }

    public bool Contains(SemanticVersion version)
    {
        for (var i = 0; i < _alternatives.Length; i++)
        {
            // One named pre-release lets the whole alternative see pre-releases, so that ">1.0-0 <2" works.
            if (_alternatives[i].All(comparator => comparator.IsSatisfiedBy(version, _namesPrerelease[i])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether <paramref name="version"/> is a version within <paramref name="range"/>; unreadable text never is.</summary>
    public static bool IsCompatible(string range, string version)
        => SemanticVersion.TryParse(version) is { } parsed && TryParse(range) is { } constraint && constraint.Contains(parsed);

    public override string ToString() => Text;

    private static VersionComparator[]? TryAlternative(string text)
    {
        var comparators = new List<VersionComparator?>();
        var scanner = new VersionRangeScanner(text);
        scanner.SkipSpace();
        var afterComma = true;
        while (true)
        {
            var comparison = scanner.TakeOperator();
            scanner.SkipSpace();
            if (scanner.TakeVersion() is not { } version)
            {
                return null;
            }

            // Around "1.2 - 1.4" a space does not separate, a comma does.
            var upperEnd = scanner.TakeUpperEnd();
            if (upperEnd is null)
            {
                comparators.Add(version.Compare(comparison));
            }
            else if (afterComma && comparison.Length == 0)
            {
                comparators.Add(version.Compare(">="));
                comparators.Add(upperEnd.Value.Compare("<="));
            }
            else
            {
                return null;
            }

            var isSpaced = scanner.SkipSpace();
            if (scanner.IsAtEnd)
            {
                return comparators.Contains(null) ? null : [.. comparators!];
            }

            afterComma = scanner.Take(',');
            if (!afterComma && (!isSpaced || upperEnd is not null))
            {
                return null;
            }

            scanner.SkipSpace();
        }
    }
}
