using System.Globalization;

namespace MeshHost.Benchmarks.Host;

/// <summary>Rolls out the same graph of nodes that do nothing, with ours and with terraform, each run in a fresh process.</summary>
internal sealed class NodesComparison(IReadOnlyList<int> sizes, int terraformNodes, string terraform, int runs)
{
    private const double FasterGoal = 100;
    private const double SmallerGoal = 4;

    // As MeshHost.AppHost.csproj sets it for the AppHost.
    private static readonly Dictionary<string, string> s_environment = new() { ["DOTNET_GCGen0MaxBudget"] = "800000" };

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var ours = new Dictionary<int, ProcessRun>();
        await Console.Out.WriteLineAsync($"{"",-10} {"nodes",7} {"seconds",9} {"peak MiB",9}");
        foreach (var nodes in sizes.Append(terraformNodes).Where(n => n > 0).Distinct())
        {
            var measured = new List<ProcessRun>();
            for (var run = 0; run < runs; run++)
            {
                measured.Add(await ProcessRun.StartAsync(
                    "dotnet",
                    [typeof(NodesComparison).Assembly.Location, "host", "nodes-once", "--nodes", nodes.ToString(CultureInfo.InvariantCulture)],
                    Environment.CurrentDirectory,
                    s_environment,
                    cancellationToken));
            }

            ours[nodes] = measured.OrderBy(m => m.Seconds).ElementAt(runs / 2);
            await WriteAsync("MeshHost", nodes, ours[nodes]);
        }

        foreach (var (smaller, larger) in sizes.Zip(sizes.Skip(1)))
        {
            await WriteLineAsync($"{larger / (double)smaller:0.#}x the nodes took {ours[larger].Seconds / ours[smaller].Seconds:0.0}x the time");
        }

        if (terraformNodes > 0)
        {
            var theirs = await TerraformGraph.ApplyAsync(terraform, terraformNodes, cancellationToken);
            await WriteAsync("terraform", terraformNodes, theirs);
            await CompareAsync("faster", theirs.Seconds / ours[terraformNodes].Seconds, FasterGoal);
            await CompareAsync("smaller", theirs.Mebibytes / ours[terraformNodes].Mebibytes, SmallerGoal);
        }

        return 0;
    }

    private static Task CompareAsync(string what, double ratio, double goal) =>
        WriteLineAsync($"{ratio:0.0}x {what} than terraform (goal {goal:0}x: {(ratio >= goal ? "met" : "missed")})");

    private static Task WriteAsync(string who, int nodes, ProcessRun run) => WriteLineAsync($"{who,-10} {nodes,7} {run.Seconds,9:0.00} {run.Mebibytes,9:0}");

    private static Task WriteLineAsync(FormattableString line) => Console.Out.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
}
