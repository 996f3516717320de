using System.Collections;
using System.Collections.Immutable;
using System.Globalization;

namespace MeshHost.Hosting.Telemetry;

/// <summary>Turns attributes into text for display, bounded in number and length.</summary>
internal static class AttributeText
{
    private const int MaxAttributes = 128;
    private const int MaxLength = 8_192;

    public static ImmutableArray<KeyValuePair<string, string>> Of(IEnumerable<KeyValuePair<string, object?>> attributes) =>
        [.. attributes.Take(MaxAttributes).Select(a => KeyValuePair.Create(a.Key, Of(a.Value)))];

    public static string Of(object? value)
    {
        var text = value switch
        {
            null => string.Empty,
            string s => s,
            IEnumerable sequence => string.Join(", ", sequence.Cast<object?>().Select(Of)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
        };
        return text.Length > MaxLength ? text[..MaxLength] + "..." : text;
    }
}
