using System.Globalization;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>The words in which the console speaks of a resource.</summary>
internal static class RolloutText
{
    public static string State(RolloutRow row) =>
        row.Health is { } health && row.Phase != RolloutPhase.Ready ? $"{row.State} ({health})" : row.State;

    /// <summary>What the resource is about: what it waits for, what it does, or what is wrong.</summary>
    public static string Detail(RolloutRow row) => row.Phase switch
    {
        RolloutPhase.Waiting when row.WaitingFor is { Length: > 0 } names => $"for {names}",
        RolloutPhase.Working when row.Health is not null && row.HealthProblem is { Length: > 0 } problem => problem,
        RolloutPhase.Ready => string.Empty,
        _ => row.Activity ?? row.HealthProblem ?? string.Empty,
    };

    public static string Elapsed(RolloutRow row, DateTimeOffset now) =>
        row.Started is { } started ? Duration((row.Settled ?? now) - started) : string.Empty;

    public static string Duration(TimeSpan time)
    {
        time = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return time.TotalMinutes < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds:00}s");
    }

    /// <summary>Keeps what resources say on one line and free of what would move the cursor.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("\u001b", string.Empty, StringComparison.Ordinal);
}
