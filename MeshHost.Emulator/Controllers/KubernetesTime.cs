using System.Globalization;

namespace MeshHost.Emulator.Controllers;

/// <summary>Instants as Kubernetes writes them: RFC 3339 in UTC with whole seconds.</summary>
internal static class KubernetesTime
{
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;
}
