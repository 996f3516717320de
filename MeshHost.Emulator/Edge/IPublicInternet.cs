namespace MeshHost.Emulator.Edge;

/// <summary>The emulated internet: what a name resolves to and what answers there.</summary>
internal interface IPublicInternet
{
    /// <summary>Opens a TCP connection.</summary>
    /// <param name="host">A name or an IP address.</param>
    /// <param name="port">The port.</param>
    /// <param name="clientAddress">The public address from which the connection comes.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="Network.NetworkException">No such host, or the connection is refused or times out.</exception>
    ValueTask<Stream> ConnectAsync(string host, int port, string clientAddress, CancellationToken cancellationToken);
}
