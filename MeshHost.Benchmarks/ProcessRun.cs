using System.Diagnostics;
using System.Globalization;

namespace MeshHost.Benchmarks;

/// <summary>How long a process took, the most memory that it held, and what it wrote to its standard output.</summary>
internal sealed record ProcessRun(double Seconds, double Mebibytes, string Output)
{
    /// <summary>Gets the most memory that the orchestrator of an AppHost held, all of its processes together; 0 where there was none.</summary>
    public double OrchestratorMebibytes { get; private init; }

    private static readonly TimeSpan s_sampling = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs a command to its end, in a process of its own.</summary>
    public static async Task<ProcessRun> StartAsync(
        string command,
        IEnumerable<string> arguments,
        string folder,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var exited = process.WaitForExitAsync(cancellationToken);
        double peak = 0;
        var orchestrator = new OrchestratorMemory(process.Id);
        while (!exited.IsCompleted)
        {
            try
            {
                // The kernel's own high-water mark: only what comes after the last look is missed.
                peak = Math.Max(peak, PeakMebibytes(process.Id));
                orchestrator.Sample();
            }
            catch (IOException)
            {
                break; // it ended just now
            }

            await Task.WhenAny(exited, Task.Delay(s_sampling, TimeProvider.System, cancellationToken));
        }

        await exited;
        var seconds = watch.Elapsed.TotalSeconds;
        var said = await output;
        return process.ExitCode == 0
            ? new ProcessRun(seconds, peak, said) { OrchestratorMebibytes = orchestrator.Mebibytes }
            : throw new InvalidOperationException($"'{command}' ended with exit code {process.ExitCode}: {await error} {said}");
    }

    /// <summary>The most memory that a process ever held, as the kernel counted it.</summary>
    public static double PeakMebibytes(int process)
    {
        string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
