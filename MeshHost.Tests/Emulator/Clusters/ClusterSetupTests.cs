using MeshHost.Emulator;
using MeshHost.Emulator.Standalone;

namespace MeshHost.Tests.Emulator.Clusters;

/// <summary>The cluster that the emulator makes when it runs alone.</summary>
public sealed class ClusterSetupTests
{
    [Fact]
    public async Task Cluster_is_made_although_operations_take_time()
    {
        EmulatorOptions options = new() { TimeScale = 0.001 };
        await using EmulatorHost emulator = new(options);
        await emulator.StartAsync(TestContext.Current.CancellationToken);
        using ClusterSetup setup = new(emulator, options.Project);

        await setup.CreateAsync("demo", "us-central1-a", TestContext.Current.CancellationToken);

        Assert.NotNull(emulator.Clusters.Find("demo"));
        Assert.Contains("gke_", setup.Kubeconfig("demo", "us-central1-a"), StringComparison.Ordinal);
    }
}
