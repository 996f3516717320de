using System.Diagnostics;
using System.Globalization;

namespace MeshHost.Benchmarks.Helm;

/// <summary>
/// Runs the fuzzer for a time, in a process of its own: a case that overflows the stack, exhausts the memory it is given or never ends
/// cannot report itself. Every case that misbehaves is printed with the seed that repeats it.
/// </summary>
internal sealed class FuzzRun(int seed, TimeSpan duration, TimeSpan longest)
{
    /// <summary>The worker's heap; beyond it allocations fail.</summary>
    private const long MostMemory = 1L << 30;

    private int _cases;
    private int _refused;
    private int _failures;
    private int _seed = seed;
    private long _peakMemory;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(duration);
        while (!end.IsCancellationRequested)
        {
            await WatchAsync(end.Token).ConfigureAwait(false);
            _seed++;
        }

        Console.WriteLine(
            $"{_cases} cases in {clock.Elapsed.TotalSeconds:F0} s, {_refused} refused, {_failures} misbehaved, peak memory {_peakMemory / 1_000_000} MB");
        return _failures == 0 ? 0 : 1;
    }

    /// <summary>Follows one worker until the time is over, or until it crashes or hangs.</summary>
    private async Task WatchAsync(CancellationToken end)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["helm-fuzz", "--worker", "--seed", _seed.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = MostMemory.ToString("x", CultureInfo.InvariantCulture);
        using var worker = Process.Start(start)!;
        var errors = worker.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            while (await ReadLineAsync(worker, end).ConfigureAwait(false) is { } line)
            {
                Take(line, worker);
            }

            var crash = await errors.WaitAsync(end).ConfigureAwait(false);
            Report("the process ended: " + crash[..Math.Min(crash.Length, 2000)]);
        }
        catch (TimeoutException)
        {
            Report($"still running after {longest.TotalSeconds:F0} s of processor time, or ten times as long by the clock");
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <exception cref="TimeoutException">The case takes too long. On a busy machine that is told by the processor's time.</exception>
    private async Task<string?> ReadLineAsync(Process worker, CancellationToken end)
    {
        var reading = worker.StandardOutput.ReadLineAsync(end).AsTask();
        if (reading.IsCompleted)
        {
            return await reading.ConfigureAwait(false);
        }

        var clock = Stopwatch.StartNew();
        TimeSpan? before = null;
        while (true)
        {
            try
            {
                return await reading.WaitAsync(TimeSpan.FromSeconds(1), end).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                worker.Refresh();
                if (worker.HasExited)
                {
                    return await reading.ConfigureAwait(false);
                }

                before ??= worker.TotalProcessorTime;
                if (worker.TotalProcessorTime - before > longest || clock.Elapsed > 10 * longest)
                {
                    throw;
                }
            }
        }
    }

    private void Take(string line, Process worker)
    {
        if (line == FuzzWorker.Refused)
        {
            _refused++;
        }
        else if (line.StartsWith(FuzzWorker.Starting))
        {
            _cases++;
            _seed = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
            if (_cases % 100 == 0)
            {
                worker.Refresh();
                _peakMemory = Math.Max(_peakMemory, worker.PeakWorkingSet64);
            }
        }
        else if (line.StartsWith(FuzzWorker.Misbehaved))
        {
            Report(line[1..]);
        }
    }

    private void Report(string problem)
    {
        _failures++;
        Console.WriteLine($"seed {_seed}: {problem}");
    }
}
