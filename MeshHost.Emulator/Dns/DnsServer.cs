using System.Net;
using System.Net.Sockets;

namespace MeshHost.Emulator.Dns;

/// <summary>A DNS server on a loopback UDP port that answers from the emulated Cloud DNS zones.</summary>
internal sealed class DnsServer : IAsyncDisposable
{
    private readonly Func<string, string?> _resolveA;
    private readonly UdpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    /// <param name="resolveA">The address of a fully qualified name, or <see langword="null"/> when it has none.</param>
    /// <param name="port">The UDP port; 0 for any.</param>
    public DnsServer(Func<string, string?> resolveA, int port)
    {
        _resolveA = resolveA;
        try
        {
            _client = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException ex) when (ex.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw PortInUse.Exception("the DNS server", port, ex);
        }
    }

    public IPEndPoint EndPoint => (IPEndPoint)_client.Client.LocalEndPoint!;

    public void Start() => _loop = RunAsync(_stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _client.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            UdpReceiveResult received;
            try
            {
                received = await _client.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // An ICMP "port unreachable" for an earlier answer surfaces here; the socket itself is fine.
                continue;
            }

            if (DnsMessage.Answer(received.Buffer, _resolveA) is { } answer)
            {
                await _client.SendAsync(answer, received.RemoteEndPoint, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
