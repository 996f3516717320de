using System.Globalization;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Kubernetes quantities: <c>500m</c>, <c>1.5Gi</c>, <c>2</c>.</summary>
internal static class Quantity
{
    public static decimal Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        int end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1]))
        {
            end--;
        }

        // The E of an exponent is followed by digits, so what was cut off is always a suffix.
        decimal factor = text[end..] switch
        {
            "" => 1m,
            "n" => 0.000000001m,
            "u" => 0.000001m,
            "m" => 0.001m,
            "k" => 1_000m,
            "M" => 1_000_000m,
            "G" => 1_000_000_000m,
            "T" => 1_000_000_000_000m,
            "P" => 1_000_000_000_000_000m,
            "Ki" => 1024m,
            "Mi" => 1024m * 1024,
            "Gi" => 1024m * 1024 * 1024,
            "Ti" => 1024m * 1024 * 1024 * 1024,
            "Pi" => 1024m * 1024 * 1024 * 1024 * 1024,
            _ => 0m,
        };
        return decimal.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number * factor : 0;
    }

    public static string Format(string resource, decimal value)
    {
        if (resource is "memory" or "ephemeral-storage" || resource.StartsWith("hugepages", StringComparison.Ordinal))
        {
            decimal mebibytes = value / (1024m * 1024);
            return mebibytes >= 1024
                ? $"{(mebibytes / 1024).ToString("0.##", CultureInfo.InvariantCulture)}Gi"
                : $"{mebibytes.ToString("0.##", CultureInfo.InvariantCulture)}Mi";
        }

        return value.ToString("0.###", CultureInfo.InvariantCulture);
    }
}
