using System.Collections.Concurrent;
using MeshHost.Emulator.Google;

namespace MeshHost.Tests.Emulator.Google;

/// <summary>A cluster host that runs nothing and remembers what it was asked for.</summary>
internal sealed class RecordingClusterHost : IClusterHost
{
    public ConcurrentDictionary<string, ClusterSpec> Running { get; } = new(StringComparer.Ordinal);

    /// <summary>When set, updates wait for it.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public ConcurrentQueue<string> Calls { get; } = new();

    public Task<ClusterEndpoint> StartClusterAsync(ClusterSpec spec, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"start {spec.Name}");
        Running[spec.Id] = spec;
        return Task.FromResult(new ClusterEndpoint("127.0.0.1:43211", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=="));
    }

    public async Task UpdateNodesAsync(ClusterSpec spec, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"update {spec.Name}");
        await (Hold?.Task ?? Task.CompletedTask).WaitAsync(cancellationToken);
        Running[spec.Id] = spec;
    }

    public Task StopClusterAsync(string clusterId, CancellationToken cancellationToken)
    {
        Calls.Enqueue("stop");
        Running.TryRemove(clusterId, out _);
        return Task.CompletedTask;
    }
}
