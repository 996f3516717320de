using System.Globalization;

namespace MeshHost.Hosting.Dashboard.Pages;

/// <summary>Writes durations with the precision that their size deserves.</summary>
internal static class DurationText
{
    public static string Of(TimeSpan time)
    {
        time = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return time switch
        {
            { Ticks: 0 } => "0s",
            { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} µs"),
            { TotalMilliseconds: >= 100 and < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
            { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms"),
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##}s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m {time.Seconds:00}s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h {time.Minutes:00}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days}d {time.Hours}h"),
        };
    }
}
