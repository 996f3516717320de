using System.Globalization;
using MeshHost.Hosting.Dashboard.Pages;

namespace MeshHost.Hosting.Dashboard.Metrics;

/// <summary>Writes what was measured.</summary>
internal static class NumberText
{
    public static string Of(double number) => Math.Abs(number) switch
    {
        >= 1000 => number.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => number.ToString("0.#", CultureInfo.InvariantCulture),
        _ => number.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>A value with its unit; seconds are written as durations.</summary>
    public static string Of(double? number, string unit) => number switch
    {
        null => string.Empty,
        { } value when unit == "s" => DurationText.Of(TimeSpan.FromSeconds(value)),
        { } value when unit == "ms" => DurationText.Of(TimeSpan.FromMilliseconds(value)),
        { } value => $"{Of(value)} {unit.Trim('{', '}')}".TrimEnd(),
    };
}
