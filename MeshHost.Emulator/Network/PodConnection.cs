using System.Net.Security;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Network;

/// <summary>What a connection in the emulated network goes to, and who serves it.</summary>
internal sealed class PodConnection
{
    public required string Namespace { get; init; }

    public required string Pod { get; init; }

    public required int Port { get; init; }

    /// <summary>The address from which the connection comes, as the pod sees it.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>Answers the requests on the connection.</summary>
    public required RequestDelegate Handler { get; init; }

    /// <summary>
    /// The certificate for a server name, when the port speaks TLS; <see langword="null"/> from it resets the connection.
    /// </summary>
    public Func<string?, SslStreamCertificateContext?>? Certificate { get; init; }

    public override string ToString() => $"{Namespace}/{Pod}:{Port}";
}
