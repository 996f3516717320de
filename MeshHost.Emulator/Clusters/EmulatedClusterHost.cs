using System.Collections.Concurrent;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Edge;
using MeshHost.Emulator.Google;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Clusters;

/// <summary>Runs the clusters that the emulated container API creates.</summary>
internal sealed class EmulatedClusterHost(
    PublicInternet internet, CertificateAuthority publicAuthority, EmulatorClock clock, int seed, ILoggerFactory loggers) : IClusterHost, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EmulatedCluster> _clusters = new(StringComparer.Ordinal);

    /// <summary>The cloud that the clusters run in. The cloud needs this host to be made, so that it comes afterwards.</summary>
    public ICloud Cloud { get; set; } = null!;

    public IEnumerable<EmulatedCluster> Clusters => _clusters.Values;

    public EmulatedCluster? Find(string name) => _clusters.Values.FirstOrDefault(cluster => cluster.Context.Spec.Name == name);

    /// <inheritdoc/>
    public async Task<ClusterEndpoint> StartClusterAsync(ClusterSpec spec, CancellationToken cancellationToken)
    {
        var cluster = new EmulatedCluster(spec, Cloud, internet, publicAuthority, clock, seed, loggers);
        try
        {
            var endpoint = await cluster.StartAsync(cancellationToken).ConfigureAwait(false);
            _clusters[spec.Id] = cluster;
            return endpoint;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task UpdateNodesAsync(ClusterSpec spec, CancellationToken cancellationToken) =>
        _clusters.TryGetValue(spec.Id, out var cluster) ? cluster.UpdateAsync(spec, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopClusterAsync(string clusterId, CancellationToken cancellationToken)
    {
        if (_clusters.TryRemove(clusterId, out var cluster))
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _clusters.Keys)
        {
            await StopClusterAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
