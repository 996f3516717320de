using System.Runtime.InteropServices;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>
/// Hears Ctrl+C and SIGTERM from the first moment of the program to its last. The first one asks for an orderly stop. A second one ends the process, and so
/// does a stop that takes longer than its limit, such as one that waits for code that cannot be cancelled.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>What a stop may take in all. The host's part of it, <see cref="HostLimit"/>, is shorter: what was reached has to be reported too.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What the host may take to stop its services.</summary>
    public static readonly TimeSpan HostLimit = TimeSpan.FromSeconds(20);

    // Never disposed: a signal may arrive while the program returns.
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;
    private readonly Action<int> _exit;
    private readonly TimeProvider _time;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private ITimer? _deadline;
    private int _signals;

    /// <param name="error">Where it is told that the process ends before the stop is over.</param>
    /// <param name="exit">Ends the process.</param>
    /// <param name="time">The clock.</param>
    public Interruption(TextWriter error, Action<int> exit, TimeProvider time)
    {
        (_error, _exit, _time) = (error, exit, time);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
    }

    /// <summary>Gets what is cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Gets or sets the exit code once it is known how the command ended: what remains is to stop the host.</summary>
    public int? ExitCode { get; set; }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _deadline?.Dispose();
    }

    internal void Hear(PosixSignalContext context)
    {
        // The hosts inside of this process, such as the emulator's, cancel the default too: how the process ends is decided here.
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _exit(ExitCode ?? ExitCodes.Interrupted);
            return;
        }

        _deadline = _time.CreateTimer(_ => GiveUp(), state: null, Limit, Timeout.InfiniteTimeSpan);

        // Not on this thread, which has the next signal to hear.
        _ = _source.CancelAsync();
    }

    private void GiveUp()
    {
        if (ExitCode is null)
        {
            _error.WriteLine($"interrupted: the stop has not ended after {Limit.TotalSeconds:0} s, so the process ends now. What was in progress may be half done. Run again to continue.");
        }

        _exit(ExitCode ?? ExitCodes.Interrupted);
    }
}
