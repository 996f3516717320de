using System.CommandLine;

namespace MeshHost.Benchmarks.Kubernetes;

/// <summary>The benchmarks of the Kubernetes client, as commands.</summary>
internal static class KubernetesCommands
{
    public static Command Create()
    {
        Option<string> kubeconfig = new("--kubeconfig") { Description = "The cluster to measure against.", Required = true };
        Option<string> kubectl = new("--kubectl") { Description = "The kubectl to compare with.", DefaultValueFactory = _ => "kubectl" };
        Option<string> once = new("--once") { Description = "MeshHost.Benchmarks.Once, published.", Required = true };
        Option<int> runs = new("--runs") { Description = "How often to measure; the median counts.", DefaultValueFactory = _ => 3 };
        Command compare = new("apply", "Applies 1,000 ConfigMaps and 200 Deployments with MeshHost and with kubectl, and compares time and memory.") { kubeconfig, kubectl, once, runs };
        compare.SetAction((parsed, cancellationToken) => new ApplyComparison(
            parsed.GetRequiredValue(kubeconfig), parsed.GetRequiredValue(kubectl), parsed.GetRequiredValue(once), parsed.GetRequiredValue(runs)).RunAsync(cancellationToken));

        Command wait = new("wait", "Waits for 500 objects and counts the requests that it takes.") { kubeconfig };
        wait.SetAction((parsed, cancellationToken) => WaitCost.RunAsync(parsed.GetRequiredValue(kubeconfig), cancellationToken));
        return new Command("kubernetes", "The Kubernetes client, against a real API server.") { compare, wait };
    }
}
