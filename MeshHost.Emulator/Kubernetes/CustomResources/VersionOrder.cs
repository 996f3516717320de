using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Orders API versions by preference: stable before beta before alpha, higher before lower (v2, v1, v1beta2, v1beta1, v1alpha1).</summary>
internal sealed partial class VersionOrder : IComparer<string?>
{
    public static readonly VersionOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Parse(x ?? ""), Parse(y ?? ""));
        if (left is null || right is null)
        {
            return left is null && right is null ? string.CompareOrdinal(x, y) : left is null ? 1 : -1;
        }

        return -left.Value.CompareTo(right.Value);
    }

    private static (int Stability, int Major, int Minor)? Parse(string version)
    {
        var match = Pattern().Match(version);
        if (!match.Success)
        {
            return null;
        }

        var stability = match.Groups[2].Value switch { "" => 2, "beta" => 1, _ => 0 };
        return (stability, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[3].Value is { Length: > 0 } minor ? int.Parse(minor, CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex(@"^v(\d{1,8})(?:(alpha|beta)(\d{1,8}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
