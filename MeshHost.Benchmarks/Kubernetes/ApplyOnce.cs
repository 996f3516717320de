using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Benchmarks.Kubernetes;

/// <summary>Applies a manifest in this process. Run as a process of its own, so that start, compilation and memory are counted as kubectl's are.</summary>
internal static class ApplyOnce
{
    public static async Task<int> RunAsync(string kubeconfig, string file, CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        IReadOnlyList<KubernetesObject> objects = KubernetesObject.ParseYaml(await File.ReadAllTextAsync(file, cancellationToken));
        TimeSpan parsed = watch.Elapsed;
        await using KubernetesClient client = KubernetesClient.FromKubeconfig(Kubeconfig.Load(kubeconfig));
        ApplyResult result = await new ObjectSetApplier(client).ApplyAsync(objects, new ApplySetOptions(), null, cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            parseSeconds = parsed.TotalSeconds,
            applySeconds = (watch.Elapsed - parsed).TotalSeconds,
            created = result.Count(ApplyOutcome.Created),
            configured = result.Count(ApplyOutcome.Configured),
            unchanged = result.Count(ApplyOutcome.Unchanged),
            peakMebibytes = PeakMebibytes(Environment.ProcessId),
        }));
        return 0;
    }

    /// <summary>The most memory that a process ever held, as the kernel counted it.</summary>
    public static double PeakMebibytes(int process)
    {
        string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
