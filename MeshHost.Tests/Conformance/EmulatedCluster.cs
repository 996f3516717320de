using System.Text;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Kubernetes;

[assembly: AssemblyFixture(typeof(MeshHost.Tests.Conformance.EmulatedCluster))]

namespace MeshHost.Tests.Conformance;

/// <summary>The emulator's API server, started when the first test asks for it and shared by all.</summary>
public sealed class EmulatedCluster : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ClusterApiServer? _server;

    public async Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_server is null)
            {
                _server = new ClusterApiServer(new ClusterApiServerOptions { ClusterName = "conformance" });
                await _server.StartAsync(cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }

        return Kubeconfig.ForServer(
            "emulator", _server.Endpoint, Encoding.ASCII.GetBytes(_server.CertificateAuthorityPem), new KubeconfigUser { Name = "admin", Token = "any" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _gate.Dispose();
    }
}
