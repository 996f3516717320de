using System.Text.RegularExpressions;

namespace MeshHost.Helm.Versions;

/// <summary>
/// A version range in the syntax of charts: <c>||</c> between alternatives, comma or space between conditions that all hold,
/// the operators <c>= != &gt; &lt; &gt;= &lt;= ~ ^</c>, wildcards and <c>1.2 - 1.4</c>.
/// </summary>
internal sealed partial class VersionRange
{
    private const string Operators = @"=>|=<|<=|>=|!=|~>|=|>|<|~|\^|";
    private const string Identifiers = @"[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*";
    private const string VersionPattern =
        @"v?([0-9xX*]+)(\.[0-9xX*]+)?(\.[0-9xX*]+)?(-" + Identifiers + @")?(\+" + Identifiers + ")?";

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

        var rewritten = HyphenPattern().Replace(text, static match => $">={match.Groups["low"].Value.Trim()},<={match.Groups["high"].Value.Trim()}");
        var alternatives = new List<VersionComparator[]>();
        foreach (var alternative in rewritten.Split("||"))
        {
            if (!AllPattern().IsMatch(alternative))
            {
                return null;
            }

            var comparators = new List<VersionComparator>();
            foreach (Match match in OnePattern().Matches(alternative))
            {
                if (TryComparator(match) is not { } comparator)
                {
                    return null;
                }

                comparators.Add(comparator);
            }

            alternatives.Add([.. comparators]);
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

    private static VersionComparator? TryComparator(Match match)
    {
        var (major, minor, patch) = (match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value);
        var prerelease = match.Groups[5].Value;
        bool anyMajor = false, anyMinor = false, anyPatch = false;
        string version;
        if (IsOpen(major))
        {
            anyMajor = true;
            version = "0.0.0" + prerelease;
        }
        else if (IsOpen(minor))
        {
            anyMinor = true;
            version = major + ".0.0" + prerelease;
        }
        else if (IsOpen(patch))
        {
            anyPatch = true;
            version = major + minor + ".0" + prerelease;
        }
        else
        {
            version = major + minor + patch + prerelease + match.Groups[6].Value;
        }

        return SemanticVersion.TryParse(version) is { } parsed
            ? new VersionComparator(match.Groups[1].Value, parsed, anyMajor, anyMinor, anyPatch)
            : null;
    }

    private static bool IsOpen(string part) => part.TrimStart('.') is "" or "x" or "X" or "*";

    [GeneratedRegex(@"\s*(?<low>" + VersionPattern + @")\s+-\s+(?<high>" + VersionPattern + @")\s*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HyphenPattern();

    [GeneratedRegex("(" + Operators + @")\s*" + VersionPattern, RegexOptions.CultureInvariant)]
    private static partial Regex OnePattern();

    [GeneratedRegex(@"^\s*(?:" + Operators + @")\s*" + VersionPattern + @"\s*(?:(?:\s+|,\s*)(?:" + Operators + @")\s*" + VersionPattern + @"\s*)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AllPattern();
}
