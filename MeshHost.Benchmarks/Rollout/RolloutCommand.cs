using System.CommandLine;
using System.Globalization;
using System.Reflection;

namespace MeshHost.Benchmarks.Rollout;

/// <summary>Measures the AppHost's whole rollout on the embedded emulator, against the critical path of its own graph.</summary>
internal static class RolloutCommand
{
    public static Command Create()
    {
        var scale = new Option<double[]>("--time-scale") { Description = "Time scales to run at, one run each.", DefaultValueFactory = _ => [0, 0.02] };
        var charts = new Option<string?>("--charts") { Description = "A folder of charts in place of our own." };
        var command = new Command("rollout", "The rollout of the AppHost on the embedded emulator: wall time against the graph's critical path, counts and memory.")
        {
            scale,
            charts,
        };
        command.SetAction(async (parsed, _) =>
        {
            var failed = false;
            foreach (var value in parsed.GetValue(scale)!)
            {
                using var recorder = new RolloutRecorder();
                var exitCode = await RunAsync(value, parsed.GetValue(charts)).ConfigureAwait(false);
                failed |= exitCode != 0;
                await Console.Out.WriteLineAsync(recorder.Report(value, exitCode)).ConfigureAwait(false);
            }

            return failed ? 1 : 0;
        });
        return command;
    }

    private static async Task<int> RunAsync(double scale, string? charts)
    {
        string[] args =
        [
            "--exit=true",
            string.Create(CultureInfo.InvariantCulture, $"--time-scale={scale}"),
            "--MeshHost:Console=off",
            .. charts is null ? Array.Empty<string>() : [$"--charts={charts}"],
        ];
        var entryPoint = Assembly.Load("MeshHost.AppHost").EntryPoint!;
        var result = entryPoint.Invoke(null, [args]);
        return result switch
        {
            int exitCode => exitCode,
            Task<int> task => await task.ConfigureAwait(false),
            _ => 1,
        };
    }
}
