using System.Net.Sockets;

namespace MeshHost.Emulator.Network;

/// <summary>A connection in the emulated network that did not come about, with what a client's operating system would say.</summary>
internal sealed class NetworkException : IOException
{
    private NetworkException(SocketError error, string message)
        : base(message) => Error = error;

    public SocketError Error { get; }

    /// <summary>Nothing listens there: the peer answers with a reset at once.</summary>
    public static NetworkException Refused(string target) => new(SocketError.ConnectionRefused, $"dial tcp {target}: connect: connection refused");

    /// <summary>A firewall drops the packets: nothing ever answers.</summary>
    public static NetworkException TimedOut(string target) => new(SocketError.TimedOut, $"dial tcp {target}: i/o timeout");

    /// <summary>There is no such host.</summary>
    public static NetworkException NoSuchHost(string host) =>
        new(SocketError.HostNotFound, $"dial tcp: lookup {host}: no such host");

    /// <summary>The peer ends an established connection.</summary>
    public static NetworkException Reset(string target) => new(SocketError.ConnectionReset, $"read tcp {target}: connection reset by peer");

    /// <summary>There is no route: the service has no endpoints, the pod no address.</summary>
    public static NetworkException Unreachable(string target, string why) =>
        new(SocketError.HostUnreachable, $"dial tcp {target}: connect: no route to host ({why})");
}
