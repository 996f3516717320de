using System.Text.Json.Nodes;
using System.Threading.Channels;
using MeshHost.Emulator.Kubernetes.Storage;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>A watch by a controller: never falls behind (unbounded), ends when disposed.</summary>
internal sealed class ClusterWatch : IDisposable
{
    private readonly StoreWatch _watch;

    internal ClusterWatch(StoreWatch watch)
    {
        _watch = watch;
        Reader = new CopyingReader(watch.Reader);
    }

    /// <summary>The events: what exists as ADDED first, then changes in order.</summary>
    public ChannelReader<ClusterEvent> Reader { get; }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    /// <summary>Copies an object when it is read, so that a watch nobody reads costs nothing.</summary>
    private sealed class CopyingReader(ChannelReader<StoreEvent> inner) : ChannelReader<ClusterEvent>
    {
        public override bool TryRead(out ClusterEvent item)
        {
            if (inner.TryRead(out var stored))
            {
                item = new ClusterEvent(stored.TypeName, (JsonObject)stored.Object.Json.DeepClone());
                return true;
            }

            item = default;
            return false;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
            inner.WaitToReadAsync(cancellationToken);

        public override bool CanCount => inner.CanCount;

        public override int Count => inner.Count;

        public override Task Completion => inner.Completion;
    }
}
