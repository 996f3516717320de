namespace MeshHost.Helm.Rendering;

/// <summary>The rule for names of releases: a DNS subdomain short enough for suffixes and labels.</summary>
internal static class ReleaseName
{
    private const int MaxLength = 53;

    public static void Check(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength || !IsSubdomain(name))
        {
            throw new ChartException(
                $"invalid release name \"{name}\": at most {MaxLength} lower-case letters, digits, '-' and '.', starting and ending with a letter or digit");
        }
    }

    // Each dot-separated part starts and ends with a letter or digit and may have hyphens between.
    private static bool IsSubdomain(string name)
    {
        var previous = '.';
        foreach (var c in name)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || (c == '-' && previous != '.') || (c == '.' && previous is not ('.' or '-'))))
            {
                return false;
            }

            previous = c;
        }

        return previous is not ('.' or '-');
    }
}
