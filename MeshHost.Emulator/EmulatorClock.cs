namespace MeshHost.Emulator;

/// <summary>Emulated time: real instants, durations multiplied by a scale.</summary>
/// <param name="time">The source of time.</param>
/// <param name="scale">The factor for durations; 0 waits for nothing.</param>
/// <param name="minimumRetention">The shortest wall-clock time for which a scale below 1 keeps what is removed by age.</param>
internal sealed class EmulatorClock(TimeProvider time, double scale, TimeSpan minimumRetention)
{
    // Below it a wall-clock duration has no emulated one to speak of.
    private const double SmallestScale = 1e-6;

    public TimeProvider Time => time;

    public double Scale => scale;

    public DateTimeOffset UtcNow => time.GetUtcNow();

    /// <summary>The wall-clock duration of an emulated one.</summary>
    public TimeSpan ToWallClock(TimeSpan emulated) => emulated * scale;

    /// <summary>The emulated duration of a wall-clock one. Where no time passes in between, it only says that there is something to wait for.</summary>
    public TimeSpan ToEmulated(TimeSpan wallClock) => wallClock / Math.Max(scale, SmallestScale);

    /// <summary>
    /// The wall-clock time for which something finished is kept before it is removed. Faster time than the real one does not make its readers
    /// faster, so that it is never shorter than the minimum; at a scale of 1 or more it is what was asked for.
    /// </summary>
    public TimeSpan Retention(TimeSpan emulated)
    {
        var scaled = ToWallClock(emulated);
        return scale >= 1 || scaled > minimumRetention ? scaled : minimumRetention;
    }

    /// <summary>Waits as long as <paramref name="emulated"/> takes at the emulator's time scale.</summary>
    public Task DelayAsync(TimeSpan emulated, CancellationToken cancellationToken)
    {
        var delay = ToWallClock(emulated);
        return delay > TimeSpan.Zero ? Task.Delay(delay, time, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>
    /// The wall-clock interval of something that repeats. It never falls below <paramref name="floor"/>, because a loop
    /// without any waiting would only burn a core.
    /// </summary>
    public TimeSpan Interval(TimeSpan emulated, TimeSpan floor)
    {
        var interval = ToWallClock(emulated);
        return interval > floor ? interval : floor;
    }
}
