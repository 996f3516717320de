using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace MeshHost.Emulator.Network;

/// <summary>The server's end of an in-memory connection, as Kestrel wants it.</summary>
internal sealed class InMemoryConnection : ConnectionContext, IConnectionLifetimeFeature
{
    private readonly CancellationTokenSource _closed = new();

    public InMemoryConnection(string id, DuplexPipe transport, PodConnection target)
    {
        ConnectionId = id;
        Transport = transport;
        ConnectionClosed = _closed.Token;
        LocalEndPoint = new InMemoryEndPoint(target.ToString());
        RemoteEndPoint = IPAddress.TryParse(target.SourceAddress, out var source) ? new IPEndPoint(source, 0) : null;
        Features.Set(target);
        Features.Set<IConnectionLifetimeFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Transport.Output.Complete(abortReason);
        Transport.Input.CancelPendingRead();
        Close();
    }

    public override ValueTask DisposeAsync()
    {
        Transport.Input.Complete();
        Transport.Output.Complete();
        Close();
        _closed.Dispose();
        return base.DisposeAsync();
    }

    private void Close()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Kestrel aborts connections that it has already disposed of while stopping.
        }
    }
}
