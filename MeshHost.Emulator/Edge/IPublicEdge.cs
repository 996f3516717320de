namespace MeshHost.Emulator.Edge;

/// <summary>Something with public addresses: the load balancers of one cluster.</summary>
internal interface IPublicEdge
{
    /// <summary>
    /// Opens a connection to a public address, or returns <see langword="null"/> when the address isn't one of this edge's.
    /// </summary>
    /// <exception cref="Network.NetworkException">The address is this edge's, but the connection is refused or times out.</exception>
    ValueTask<Stream?> TryConnectAsync(string address, int port, string clientAddress, CancellationToken cancellationToken);
}
