using System.Text.RegularExpressions;

namespace MeshHost.Helm.Rendering;

/// <summary>The rule for names of releases: a DNS subdomain short enough for suffixes and labels.</summary>
internal static partial class ReleaseName
{
    private const int MaxLength = 53;

    public static void Check(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength || !Pattern().IsMatch(name))
        {
            throw new ChartException(
                $"invalid release name \"{name}\": at most {MaxLength} lower-case letters, digits, '-' and '.', starting and ending with a letter or digit");
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
