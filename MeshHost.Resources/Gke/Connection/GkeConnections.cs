using System.Collections.Concurrent;

namespace MeshHost.Resources.Gke;

/// <summary>The connections of an application's clusters, closed with it.</summary>
internal sealed class GkeConnections : IAsyncDisposable
{
    private readonly ConcurrentBag<GkeClusterConnection> _connections = [];

    public void Add(GkeClusterConnection connection) => _connections.Add(connection);

    public async ValueTask DisposeAsync()
    {
        while (_connections.TryTake(out var connection))
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
