using System.Collections.Concurrent;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Edge;
using MeshHost.Emulator.Google;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Clusters;

/// <summary>Runs the clusters that the emulated container API creates.</summary>
/// <param name="internet">What is around them.</param>
/// <param name="publicAuthority">The public certificate authority.</param>
/// <param name="clock">The clock.</param>
/// <param name="seed">Seed of everything random.</param>
/// <param name="loggers">Where they log.</param>
/// <param name="dataFolder">Folder that keeps their objects, or <see langword="null"/>.</param>
internal sealed class EmulatedClusterHost(
    PublicInternet internet, CertificateAuthority publicAuthority, EmulatorClock clock, int seed, ILoggerFactory loggers, string? dataFolder = null)
    : IClusterHost, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EmulatedCluster> _clusters = new(StringComparer.Ordinal);

    /// <summary>The cloud that the clusters run in. The cloud needs this host to be made, so that it comes afterwards.</summary>
    public ICloud Cloud { get; set; } = null!;

    public IEnumerable<EmulatedCluster> Clusters => _clusters.Values;

    public EmulatedCluster? Find(string name) => _clusters.Values.FirstOrDefault(cluster => cluster.Context.Spec.Name == name);

    /// <inheritdoc/>
    public async Task<ClusterEndpoint> StartClusterAsync(ClusterSpec spec, CancellationToken cancellationToken)
    {
        var cluster = new EmulatedCluster(spec, Cloud, internet, publicAuthority, clock, seed, loggers, FolderOf(spec.Id));
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

        // A cluster is stopped for good when it is deleted; the end of the process is another matter.
        if (FolderOf(clusterId) is { } folder && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _clusters.Keys)
        {
            if (_clusters.TryRemove(id, out var cluster))
            {
                await cluster.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private string? FolderOf(string clusterId) => dataFolder is null ? null : Path.Combine(dataFolder, "clusters", clusterId);
}
