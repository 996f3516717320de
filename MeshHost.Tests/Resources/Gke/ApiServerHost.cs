using System.Collections.Concurrent;
using System.Text;
using MeshHost.Emulator.Google;
using MeshHost.Emulator.Kubernetes;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>Stands behind emulated clusters with nothing but their Kubernetes API.</summary>
internal sealed class ApiServerHost : IClusterHost, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ClusterApiServer> _servers = new(StringComparer.Ordinal);

    public ICollection<ClusterApiServer> Servers => _servers.Values;

    public async Task<ClusterEndpoint> StartClusterAsync(ClusterSpec spec, CancellationToken cancellationToken)
    {
        var server = new ClusterApiServer(new ClusterApiServerOptions { ClusterName = spec.Name, ServiceCidr = spec.ServiceCidr });
        await server.StartAsync(cancellationToken);
        _servers[spec.Id] = server;
        return new ClusterEndpoint(server.Endpoint.Authority, Convert.ToBase64String(Encoding.ASCII.GetBytes(server.CertificateAuthorityPem)));
    }

    public Task UpdateNodesAsync(ClusterSpec spec, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopClusterAsync(string clusterId, CancellationToken cancellationToken)
    {
        if (_servers.TryRemove(clusterId, out var server))
        {
            await server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _servers.Keys)
        {
            await StopClusterAsync(id, CancellationToken.None);
        }
    }
}
