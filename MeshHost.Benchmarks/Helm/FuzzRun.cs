using System.Diagnostics;
using MeshHost.Tests.Helm.Fuzzing;

namespace MeshHost.Benchmarks.Helm;

/// <summary>Runs the fuzzer for a time and prints every case that misbehaves with the seed that repeats it.</summary>
internal sealed class FuzzRun(int seed, TimeSpan duration)
{
    public int Run(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var (cases, refused, failures) = (0, 0, 0);
        for (; clock.Elapsed < duration && !cancellationToken.IsCancellationRequested; cases++)
        {
            switch (EngineFuzzer.Try(seed + cases, out var problem))
            {
                case FuzzOutcome.Refused:
                    refused++;
                    break;
                case FuzzOutcome.Misbehaved:
                    failures++;
                    Console.WriteLine($"seed {seed + cases}: {problem}");
                    break;
            }
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{cases} cases in {clock.Elapsed.TotalSeconds:F0} s, {refused} refused, {failures} misbehaved, peak memory {process.PeakWorkingSet64 / 1_000_000} MB");
        return failures == 0 ? 0 : 1;
    }
}
