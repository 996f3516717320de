using System.Globalization;

namespace MeshHost.Benchmarks.Host;

/// <summary>
/// Rolls out the same graph of nodes that do nothing, with ours and with terraform, each run in a fresh process. The runs take turns, so that a machine
/// that is busy for a while is busy for all of them, and the ratios are those of one turn.
/// </summary>
internal sealed class NodesComparison(IReadOnlyList<int> sizes, int terraformNodes, string terraform, int runs)
{
    private const double FasterGoal = 30;
    private const double MemoryGoal = 0.6;
    private const double GrowthGoal = 0.7;

    // As MeshHost.AppHost.csproj sets it for the AppHost.
    private static readonly Dictionary<string, string> s_environment = new() { ["DOTNET_GCGen0MaxBudget"] = "800000" };

    private readonly Dictionary<int, List<ProcessRun>> _ours = [];
    private readonly List<ProcessRun> _theirs = [];

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync($"{"",-10} {"nodes",7} {"seconds",9} {"peak MiB",9} {"orchestrator MiB",17}");
        for (var run = 0; run < runs; run++)
        {
            foreach (var nodes in sizes.Append(terraformNodes).Where(n => n > 0).Distinct())
            {
                var measured = await ProcessRun.StartAsync(
                    "dotnet",
                    [typeof(NodesComparison).Assembly.Location, "host", "nodes-once", "--nodes", nodes.ToString(CultureInfo.InvariantCulture)],
                    Environment.CurrentDirectory,
                    s_environment,
                    cancellationToken);
                (_ours.TryGetValue(nodes, out var known) ? known : _ours[nodes] = []).Add(measured);
                await WriteAsync("MeshHost", nodes, measured);
            }

            if (terraformNodes > 0)
            {
                _theirs.Add(await TerraformGraph.ApplyAsync(terraform, terraformNodes, cancellationToken));
                await WriteAsync("terraform", terraformNodes, _theirs[^1]);
            }
        }

        var met = true;
        foreach (var (smaller, larger) in sizes.Zip(sizes.Skip(1)))
        {
            var goal = GrowthGoal * larger / smaller;
            var ratio = Ratio(_ours[larger], _ours[smaller], r => r.Seconds);
            met &= await WriteGoalAsync($"{larger} nodes in {ratio:0.00}x the time of {smaller}", ratio <= goal, $"at most {goal:0.0}x");
        }

        if (terraformNodes > 0)
        {
            var faster = Ratio(_theirs, _ours[terraformNodes], r => r.Seconds);
            met &= await WriteGoalAsync($"{faster:0.0}x faster than terraform", faster >= FasterGoal, $"at least {FasterGoal:0}x");
            var memory = Ratio(_ours[terraformNodes], _theirs, r => r.Mebibytes);
            met &= await WriteGoalAsync($"{memory:0.00} of the memory of terraform", memory <= MemoryGoal, $"at most {MemoryGoal:0.0}");
        }

        return met ? 0 : 1;
    }

    private static double Ratio(List<ProcessRun> these, List<ProcessRun> others, Func<ProcessRun, double> measure) =>
        Statistics.Median(these.Zip(others, (one, other) => measure(one) / measure(other)));

    private static async Task<bool> WriteGoalAsync(FormattableString result, bool met, FormattableString goal)
    {
        await WriteLineAsync($"{result.ToString(CultureInfo.InvariantCulture)} (goal {goal.ToString(CultureInfo.InvariantCulture)}: {(met ? "met" : "missed")})");
        return met;
    }

    private static Task WriteAsync(string who, int nodes, ProcessRun run) =>
        WriteLineAsync($"{who,-10} {nodes,7} {run.Seconds,9:0.00} {run.Mebibytes,9:0} {run.OrchestratorMebibytes,17:0}");

    private static Task WriteLineAsync(FormattableString line) => Console.Out.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
}
