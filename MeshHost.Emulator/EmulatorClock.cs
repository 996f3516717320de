namespace MeshHost.Emulator;

/// <summary>Emulated time: real instants, durations multiplied by a scale.</summary>
/// <param name="time">The source of time.</param>
/// <param name="scale">The factor for durations; 0 waits for nothing.</param>
internal sealed class EmulatorClock(TimeProvider time, double scale)
{
    public TimeProvider Time => time;

    public double Scale => scale;

    public DateTimeOffset UtcNow => time.GetUtcNow();

    /// <summary>The wall-clock duration of an emulated one.</summary>
    public TimeSpan ToWallClock(TimeSpan emulated) => emulated * scale;

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
