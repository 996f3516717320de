using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.Edge;

/// <summary>Resolves names by the emulated Cloud DNS and connects to the load balancers of the emulated clusters.</summary>
/// <param name="resolveA">The address of a name, or <see langword="null"/>.</param>
/// <param name="clock">Emulated time, for connections that time out.</param>
internal sealed class PublicInternet(Func<string, string?> resolveA, EmulatorClock clock) : IPublicInternet
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(30);

    private ImmutableList<IPublicEdge> _edges = [];

    /// <summary>The address of a host: itself when it is one.</summary>
    public string? Resolve(string host) =>
        IPAddress.TryParse(host, out _) ? host : resolveA(host.TrimEnd('.').ToLowerInvariant());

    public void Add(IPublicEdge edge) => ImmutableInterlocked.Update(ref _edges, edges => edges.Add(edge));

    public void Remove(IPublicEdge edge) => ImmutableInterlocked.Update(ref _edges, edges => edges.Remove(edge));

    public async ValueTask<Stream> ConnectAsync(string host, int port, string clientAddress, CancellationToken cancellationToken)
    {
        var address = Resolve(host) ?? throw NetworkException.NoSuchHost(host);
        foreach (var edge in _edges)
        {
            if (await edge.TryConnectAsync(address, port, clientAddress, cancellationToken).ConfigureAwait(false) is { } stream)
            {
                return stream;
            }
        }

        // Nobody has the address: packets vanish, nothing refuses them.
        await clock.DelayAsync(s_connectTimeout, cancellationToken).ConfigureAwait(false);
        throw NetworkException.TimedOut(string.Create(CultureInfo.InvariantCulture, $"{address}:{port}"));
    }
}
