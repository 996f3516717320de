using System.CommandLine;

namespace MeshHost.Benchmarks.Host;

/// <summary>The benchmarks of the host and its driver, as commands.</summary>
internal static class HostCommands
{
    public static Command Create()
    {
        Option<int[]> sizes = new("--nodes") { Description = "How many nodes to roll out, one process each.", DefaultValueFactory = _ => [1_000, 10_000], AllowMultipleArgumentsPerToken = true };
        Option<int> terraformNodes = new("--terraform-nodes") { Description = "How many resources terraform gets; 0 to leave it out.", DefaultValueFactory = _ => 1_000 };
        Option<string> terraform = new("--terraform") { Description = "The terraform to compare with.", DefaultValueFactory = _ => "terraform" };
        Option<int> runs = new("--runs") { Description = "How often to run all of them, in turn; the median of the ratios counts.", DefaultValueFactory = _ => 3 };
        Command nodes = new("nodes", "Rolls out a graph of no-op nodes, three dependencies each, and lets terraform apply the same graph of terraform_data resources.")
        {
            sizes, terraformNodes, terraform, runs,
        };
        nodes.SetAction((parsed, cancellationToken) => new NodesComparison(
            parsed.GetRequiredValue(sizes), parsed.GetRequiredValue(terraformNodes), parsed.GetRequiredValue(terraform), parsed.GetRequiredValue(runs))
            .RunAsync(cancellationToken));

        Option<int> count = new("--nodes") { Description = "How many nodes.", Required = true };
        Command once = new("nodes-once", "Rolls out no-op nodes in this process.") { count };
        once.SetAction((parsed, _) => NodesOnce.RunAsync(parsed.GetRequiredValue(count)));
        return new Command("host", "The host: a rollout of many nodes that do nothing, so that only the host itself takes time.") { nodes, once };
    }
}
