using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Benchmarks.Host;

/// <summary>One rollout of no-op nodes, by the same command line as any AppHost's.</summary>
internal static class NodesOnce
{
    public static async Task<int> RunAsync(int nodes)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // The orchestrator's place is in the metadata of the AppHost's assembly.
            Args = ["--exit=true"],
            DisableDashboard = true,
            AssemblyName = "MeshHost.AppHost",
        });
        var lifecycle = new NoOpLifecycle();
        var all = new List<IResourceBuilder<NoOpResource>>(nodes);
        foreach (var dependencies in NodeGraph.Create(nodes))
        {
            var node = builder.AddResource(new NoOpResource(NodeGraph.NameOf(all.Count))).WithLifecycle(lifecycle);
            foreach (var dependency in dependencies)
            {
                node.DependsOn(all[dependency]);
            }

            all.Add(node);
        }

        return await builder.RunCommandAsync(["--exit=true"]);
    }
}
