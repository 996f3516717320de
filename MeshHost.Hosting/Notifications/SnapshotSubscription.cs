using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Notifications;

/// <summary>One observer of snapshots. Unbounded: a slow observer must not hold up the resource that publishes.</summary>
internal sealed class SnapshotSubscription(SnapshotStore store, string? resourceName) : IDisposable
{
    private readonly Channel<ResourceEvent> _channel = Channel.CreateUnbounded<ResourceEvent>(
        new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = false });

    public string? ResourceName { get; } = resourceName;

    public ChannelReader<ResourceEvent> Reader => _channel.Reader;

    public void Write(ResourceEvent resourceEvent) => _channel.Writer.TryWrite(resourceEvent);

    public void WriteIfAny(ResourceEvent? resourceEvent)
    {
        if (resourceEvent is not null)
        {
            Write(resourceEvent);
        }
    }

    public void Dispose() => store.Unsubscribe(this);
}
