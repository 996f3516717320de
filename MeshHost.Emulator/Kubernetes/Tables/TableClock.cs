using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>Ages as the server prints them: 45s, 3m10s, 5h, 2d4h, 1y20d.</summary>
internal sealed class TableClock(DateTimeOffset now)
{
    public string Age(JsonNode? timestamp) =>
        timestamp.AsText() is { Length: > 0 } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Duration(now - time)
            : "<unknown>";

    public string Between(JsonNode? from, JsonNode? to)
    {
        if (!DateTimeOffset.TryParse(from.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start))
        {
            return "";
        }

        return Duration((DateTimeOffset.TryParse(to.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : now) - start);
    }

    public static string Duration(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => $"{seconds}s",
            < 600 => With(minutes, "m", seconds % 60, "s"),
            < 3 * 3600 => $"{minutes}m",
            < 8 * 3600 => With(hours, "h", minutes % 60, "m"),
            < 48 * 3600 => $"{hours}h",
            < 8 * 86400 => With(days, "d", hours % 24, "h"),
            < 2 * 365 * 86400L => $"{days}d",
            < 8 * 365 * 86400L => With(days / 365, "y", days % 365, "d"),
            _ => $"{days / 365}y",
        };

        static string With(long large, string largeUnit, long small, string smallUnit) =>
            small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
    }
}
