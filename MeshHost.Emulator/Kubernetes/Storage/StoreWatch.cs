using System.Threading.Channels;

namespace MeshHost.Emulator.Kubernetes.Storage;

/// <summary>A subscription to the changes of one resource.</summary>
internal sealed class StoreWatch : IDisposable
{
    private readonly Channel<StoreEvent> _channel = Channel.CreateUnbounded<StoreEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Action<StoreWatch> _remove;

    internal StoreWatch(Action<StoreWatch> remove) => _remove = remove;

    public ChannelReader<StoreEvent> Reader => _channel.Reader;

    /// <summary>The version of the resource's collection up to which the initial events go.</summary>
    public long InitialVersion { get; internal set; }

    internal void Post(StoreEvent change) => _channel.Writer.TryWrite(change);

    /// <summary>Ends the stream from the server's side.</summary>
    internal void Complete() => _channel.Writer.TryComplete();

    /// <inheritdoc/>
    public void Dispose()
    {
        _remove(this);
        _channel.Writer.TryComplete();
    }
}
