using System.Runtime.InteropServices;
using MeshHost.Lifecycle.CommandLine;

namespace MeshHost.Tests.Hosting;

/// <summary>What signals do, without sending any.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly StringWriter _error = new();
    private readonly List<int> _exits = [];
    private readonly Interruption _interruption;

    public InterruptionTests() => _interruption = new Interruption(_error, _exits.Add, _time);

    public void Dispose() => _interruption.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task First_signal_asks_for_an_orderly_stop(PosixSignal signal)
    {
        var context = new PosixSignalContext(signal);

        _interruption.Hear(context);

        Assert.True(context.Cancel);
        await CancelledAsync();
        Assert.Empty(_exits);
    }

    [Fact]
    public void Second_signal_ends_the_process_at_once()
    {
        _interruption.Hear(new PosixSignalContext(PosixSignal.SIGINT));
        _interruption.Hear(new PosixSignalContext(PosixSignal.SIGTERM));

        Assert.Equal([ExitCodes.Interrupted], _exits);
    }

    [Fact]
    public void Stop_that_does_not_end_is_cut_off_with_a_word()
    {
        _interruption.Hear(new PosixSignalContext(PosixSignal.SIGINT));
        _time.Advance(Interruption.Limit - TimeSpan.FromSeconds(1));
        Assert.Empty(_exits);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([ExitCodes.Interrupted], _exits);
        Assert.Contains("Run again to continue.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_that_does_not_end_keeps_the_exit_code_of_what_was_reached()
    {
        _interruption.Hear(new PosixSignalContext(PosixSignal.SIGTERM));
        _interruption.ExitCode = ExitCodes.Success;

        _time.Advance(Interruption.Limit);

        Assert.Equal([ExitCodes.Success], _exits);
        Assert.Empty(_error.ToString());
    }

    private async Task CancelledAsync()
    {
        var cancelled = new TaskCompletionSource();
        using var registration = _interruption.Token.Register(cancelled.SetResult);
        await cancelled.Task.DefaultTimeout();
    }
}
