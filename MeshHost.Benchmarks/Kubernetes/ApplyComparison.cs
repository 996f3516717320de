using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Benchmarks.Kubernetes;

/// <summary>Applies the same manifest with kubectl and with MeshHost, each as a process of its own, against the same server in one run.</summary>
internal sealed class ApplyComparison(string kubeconfig, string kubectl, string once, int runs)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        List<Sample> ours = [];
        List<Sample> theirs = [];
        await using KubernetesClient client = KubernetesClient.FromKubeconfig(Kubeconfig.Load(kubeconfig));
        for (int run = 0; run < runs; run++)
        {
            theirs.Add(await MeasureAsync(client, "kubectl", file => [kubectl, "--kubeconfig", kubeconfig, "apply", "--server-side", "-f", file], cancellationToken));
            ours.Add(await MeasureAsync(client, "meshhost", file => Once(file, 1), cancellationToken));
        }

        Console.WriteLine($"{BenchmarkManifest.ConfigMaps} ConfigMaps and {BenchmarkManifest.Deployments} Deployments, median of {runs} runs, whole processes:");
        Report("first apply", theirs, ours, sample => sample.First.Seconds, "s");
        Report("unchanged apply", theirs, ours, sample => sample.Second.Seconds, "s");
        Report("  in a host", theirs, ours, sample => sample.Third ?? sample.Second.Seconds, "s");
        Report("peak memory", theirs, ours, sample => Math.Max(sample.First.Mebibytes, sample.Second.Mebibytes), "MiB");
        return 0;
    }

    private static void Report(string what, List<Sample> theirs, List<Sample> ours, Func<Sample, double> value, string unit)
    {
        double kubectl = Statistics.Median(theirs.Select(value));
        double meshhost = Statistics.Median(ours.Select(value));
        Console.WriteLine($"  {what,-16} kubectl {kubectl,7:0.00} {unit,-4} meshhost {meshhost,7:0.00} {unit,-4} ratio {kubectl / meshhost,6:0.0}");
    }

    private async Task<Sample> MeasureAsync(KubernetesClient client, string name, Func<string, string[]> command, CancellationToken cancellationToken)
    {
        string ns = $"benchmark-{name}-{Guid.NewGuid():N}"[..30];
        string file = Path.Combine(Path.GetTempPath(), $"{ns}.yaml");
        await File.WriteAllTextAsync(file, BenchmarkManifest.Write(ns), cancellationToken);
        KubernetesObject space = KubernetesObject.ParseYaml($"{{apiVersion: v1, kind: Namespace, metadata: {{name: {ns}}}}}")[0];
        await client.ApplyAsync(space, null, cancellationToken);
        try
        {
            Measure first = await RunProcessAsync(command(file), cancellationToken);
            // The controllers write the status of every Deployment: what follows should not be measured against their work.
            await SettleAsync(client, ns, cancellationToken);
            Measure second = await RunProcessAsync(command(file), cancellationToken);
            double? third = name == "meshhost" ? (await RunProcessAsync(Once(file, 2), cancellationToken)).ApplySeconds : null;
            return new Sample(first, second, third);
        }
        finally
        {
            File.Delete(file);
            await client.DeleteAsync(space.Reference, null, CancellationToken.None);
            await foreach (WatchEvent change in client.WatchAsync(space.GroupVersionKind, null, new WatchOptions { FieldSelector = $"metadata.name={ns}" }, cancellationToken))
            {
                if (change.Type == WatchEventType.Deleted)
                {
                    break;
                }
            }
        }
    }

    private string[] Once(string file, int times) =>
        [once, "apply", "--kubeconfig", kubeconfig, "--file", file, "--times", times.ToString(CultureInfo.InvariantCulture)];

    private static async Task SettleAsync(KubernetesClient client, string ns, CancellationToken cancellationToken)
    {
        HashSet<string> observed = [];
        await foreach (WatchEvent change in client.WatchAsync(new("apps", "v1", "Deployment"), ns, null, cancellationToken))
        {
            if (change.Object?["status.observedGeneration"] is not null)
            {
                observed.Add(change.Object.Name);
            }

            if (observed.Count == BenchmarkManifest.Deployments)
            {
                return;
            }
        }
    }

    private static async Task<Measure> RunProcessAsync(string[] command, CancellationToken cancellationToken)
    {
        ProcessRun run = await ProcessRun.StartAsync(
            command[0], command[1..], Environment.CurrentDirectory, new Dictionary<string, string>(), cancellationToken);
        if (!run.Output.StartsWith('{'))
        {
            return new Measure(run.Seconds, run.Mebibytes, null);
        }

        Console.WriteLine($"  {run.Output.Trim()}");
        return new Measure(run.Seconds, run.Mebibytes, (double?)JsonNode.Parse(run.Output)!["applySeconds"]);
    }

    private sealed record Measure(double Seconds, double Mebibytes, double? ApplySeconds);

    private sealed record Sample(Measure First, Measure Second, double? Third);
}
