using System.Text;
using MeshHost.Emulator;
using MeshHost.Emulator.Standalone;
using MeshHost.Kubernetes;
using EmulatedGkeCluster = MeshHost.Emulator.Clusters.EmulatedCluster;

[assembly: AssemblyFixture(typeof(MeshHost.Tests.Conformance.EmulatedCluster))]

namespace MeshHost.Tests.Conformance;

/// <summary>An emulated GKE cluster with its controllers and kubelets, started when the first test asks for it and shared by all.</summary>
public sealed class EmulatedCluster : IAsyncDisposable
{
    private const string Name = "conformance";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private EmulatorHost? _emulator;

    public async Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _emulator ??= await StartAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }

        EmulatedGkeCluster cluster = _emulator.Clusters.Find(Name)!;
        KubeconfigUser user = new() { Name = "admin", Token = "any" };
        return Kubeconfig.ForServer(Name, cluster.Endpoint, Encoding.ASCII.GetBytes(cluster.Context.ClusterCertificateAuthority), user);
    }

    public async ValueTask DisposeAsync()
    {
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        _gate.Dispose();
    }

    private static async Task<EmulatorHost> StartAsync(CancellationToken cancellationToken)
    {
        EmulatorOptions options = new() { TimeScale = 0 };
        EmulatorHost emulator = new(options);
        try
        {
            await emulator.StartAsync(cancellationToken);
            using ClusterSetup setup = new(emulator, options.Project);
            await setup.CreateAsync(Name, "us-central1-a", cancellationToken);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }
}
