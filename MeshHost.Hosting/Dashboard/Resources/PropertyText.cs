using System.Globalization;

namespace MeshHost.Hosting.Dashboard.Resources;

/// <summary>Writes the values of properties.</summary>
internal static class PropertyText
{
    public const string Mask = "••••••••";

    public static string Of(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        IEnumerable<string> texts => string.Join(", ", texts),
        DateTime time => time.ToString("u", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
