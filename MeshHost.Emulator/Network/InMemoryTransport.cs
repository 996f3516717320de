using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace MeshHost.Emulator.Network;

/// <summary>
/// A Kestrel transport without sockets: pods have addresses that exist nowhere, so that connections to them are pairs of pipes
/// while HTTP and TLS on top stay the real ones.
/// </summary>
internal sealed class InMemoryTransport : IConnectionListenerFactory
{
    private readonly ConcurrentDictionary<string, Listener> _listeners = new(StringComparer.Ordinal);
    private long _connections;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new Listener(endpoint);
        return _listeners.TryAdd(endpoint.ToString()!, listener)
            ? ValueTask.FromResult<IConnectionListener>(listener)
            : throw new AddressInUseException($"{endpoint} is already bound.");
    }

    /// <summary>Opens a connection and returns the client's end.</summary>
    public Stream Connect(InMemoryEndPoint endpoint, PodConnection target)
    {
        if (!_listeners.TryGetValue(endpoint.ToString(), out var listener))
        {
            throw NetworkException.Refused(target.ToString());
        }

        var (client, server) = DuplexPipe.CreatePair();
        var id = Interlocked.Increment(ref _connections).ToString(CultureInfo.InvariantCulture);
        return listener.TryAccept(new InMemoryConnection(id, server, target))
            ? new DuplexPipeStream(client)
            : throw NetworkException.Refused(target.ToString());
    }

    private sealed class Listener(EndPoint endpoint) : IConnectionListener
    {
        private readonly Channel<ConnectionContext> _pending = Channel.CreateUnbounded<ConnectionContext>();

        public EndPoint EndPoint => endpoint;

        public bool TryAccept(ConnectionContext connection) => _pending.Writer.TryWrite(connection);

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await _pending.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _pending.Reader.TryRead(out var connection)
                ? connection
                : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _pending.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
