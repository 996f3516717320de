using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>Go's time.Duration as templates see it: an integer of nanoseconds that prints as 1h2m3s.</summary>
internal static class GoDurationValue
{
    public const string TypeName = "time.Duration";

    public static NamedInteger Of(long nanoseconds) =>
        new(TypeName, GoKind.Int64, nanoseconds, GoDuration.ToText, Method);

    private static TemplateFunction? Method(long nanoseconds, string name)
    {
        object? value = name switch
        {
            "Nanoseconds" => nanoseconds,
            "Microseconds" => nanoseconds / 1000,
            "Milliseconds" => nanoseconds / 1_000_000,
            "Seconds" => nanoseconds / 1e9,
            "Minutes" => nanoseconds / 6e10,
            "Hours" => nanoseconds / 3.6e12,
            "Abs" => Of(nanoseconds == long.MinValue ? long.MaxValue : Math.Abs(nanoseconds)),
            _ => null,
        };
        return value is null ? null : new TemplateFunction(name, [], isVariadic: false, (_, _) => value);
    }
}
