using System.Diagnostics;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Benchmarks.Once;

/// <summary>Applies a manifest, so that start, reading, connection and memory are counted as kubectl's are.</summary>
internal static class ApplyOnce
{
    public static async Task RunAsync(string kubeconfig, string file, int times)
    {
        await using KubernetesClient client = KubernetesClient.FromKubeconfig(Kubeconfig.Load(kubeconfig));
        // The connection is made while the manifest is read.
        Task<KubernetesVersion> connected = client.GetVersionAsync(CancellationToken.None);
        IReadOnlyList<KubernetesObject> objects = KubernetesObject.ParseYaml(await File.ReadAllTextAsync(file));
        await connected;
        ObjectSetApplier applier = new(client);
        for (int time = 1; time <= times; time++)
        {
            // From the second time on it is what the host of a rollout does when it looks again: the process, the connection and the objects are there.
            Stopwatch watch = Stopwatch.StartNew();
            ApplyResult result = await applier.ApplyAsync(objects, new ApplySetOptions(), null, CancellationToken.None);
            if (time == times)
            {
                JsonObject said = new()
                {
                    ["applySeconds"] = watch.Elapsed.TotalSeconds,
                    ["created"] = result.Count(ApplyOutcome.Created),
                    ["configured"] = result.Count(ApplyOutcome.Configured),
                    ["unchanged"] = result.Count(ApplyOutcome.Unchanged),
                };
                Console.WriteLine(said.ToJsonString());
            }
        }
    }
}
