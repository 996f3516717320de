using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Benchmarks.Kubernetes;

/// <summary>Applies a manifest in this process. Run as a process of its own, so that start, compilation and memory are counted as kubectl's are.</summary>
internal static class ApplyOnce
{
    public static async Task<int> RunAsync(string kubeconfig, string file, bool again, CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await using KubernetesClient client = KubernetesClient.FromKubeconfig(Kubeconfig.Load(kubeconfig));
        // The connection is made while the manifest is read.
        Task<KubernetesVersion> connected = client.GetVersionAsync(cancellationToken);
        IReadOnlyList<KubernetesObject> objects = KubernetesObject.ParseYaml(await File.ReadAllTextAsync(file, cancellationToken));
        TimeSpan parsed = watch.Elapsed;
        await connected;
        ApplyResult result = await new ObjectSetApplier(client).ApplyAsync(objects, new ApplySetOptions(), null, cancellationToken);
        TimeSpan applied = watch.Elapsed - parsed;
        if (again)
        {
            // What a rollout's host does when it looks again: the process, the connection and the objects are there.
            watch.Restart();
            ApplyResult second = await new ObjectSetApplier(client).ApplyAsync(objects, new ApplySetOptions(), null, cancellationToken);
            Console.WriteLine(JsonSerializer.Serialize(new { againSeconds = watch.Elapsed.TotalSeconds, changed = second.Changed }));
            return 0;
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            parseSeconds = parsed.TotalSeconds,
            applySeconds = applied.TotalSeconds,
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
