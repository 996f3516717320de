using System.Globalization;

namespace MeshHost.Emulator.Kubelet;

/// <summary>Amounts as Kubernetes writes them: <c>250m</c>, <c>2</c>, <c>512Mi</c>, <c>1G</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, double Factor)[] s_suffixes =
    [
        ("Ki", 1024d), ("Mi", 1048576d), ("Gi", 1073741824d), ("Ti", 1099511627776d),
        ("m", 0.001), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12),
    ];

    /// <summary>The value in units: cores, bytes.</summary>
    public static double Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        foreach (var (suffix, factor) in s_suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return double.TryParse(text[..^suffix.Length], CultureInfo.InvariantCulture, out var value) ? value * factor : 0;
            }
        }

        return double.TryParse(text, CultureInfo.InvariantCulture, out var plain) ? plain : 0;
    }
}
