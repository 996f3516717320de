using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using MeshHost.Emulator.Kubernetes.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>Turns a request into a stream of the protocol that the client asks for.</summary>
internal static class StreamUpgrade
{
    private const string Spdy = "SPDY/3.1";

    public static bool IsWebSocket(ApiRequest request) => request.Http.WebSockets.IsWebSocketRequest;

    public static bool IsSpdy(ApiRequest request) =>
        request.Http.Request.Headers.Upgrade.ToString().Equals(Spdy, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first of our protocols that the client offers; <see langword="null"/> when there is none.</summary>
    public static string? Offered(ApiRequest request, params string[] supported) =>
        supported.FirstOrDefault(request.Http.WebSockets.WebSocketRequestedProtocols.Contains);

    /// <summary>
    /// Switches to a WebSocket. ASP.NET Core refuses the slash in the name of kubectl's tunnel protocol (as RFC 6455 does), so that
    /// handshake is done here.
    /// </summary>
    public static async Task<WebSocket> AcceptWebSocketAsync(ApiRequest request, string protocol)
    {
        if (!protocol.Contains('/', StringComparison.Ordinal))
        {
            return await request.Http.WebSockets.AcceptWebSocketAsync(protocol).ConfigureAwait(false);
        }

        var upgrade = request.Http.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true })
        {
            throw NotUpgraded();
        }

        var headers = request.Http.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketProtocol = protocol;
        headers.SecWebSocketAccept = AcceptKey(request.Http.Request.Headers.SecWebSocketKey.ToString());
        request.Http.Response.StatusCode = StatusCodes.Status101SwitchingProtocols;
        return WebSocket.CreateFromStream(await upgrade.UpgradeAsync().ConfigureAwait(false), new WebSocketCreationOptions { IsServer = true });
    }

    /// <summary>Switches the connection to SPDY, with the newest of our stream protocols that the client offers.</summary>
    public static async Task<Stream> AcceptSpdyAsync(ApiRequest request, params string[] protocols)
    {
        var upgrade = request.Http.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true })
        {
            throw ApiErrors.BadRequest("unable to upgrade: the connection cannot be upgraded");
        }

        var offered = request.Http.Request.Headers["X-Stream-Protocol-Version"].SelectMany(value => (value ?? "").Split(',')).Select(value => value.Trim()).ToList();
        var chosen = protocols.FirstOrDefault(offered.Contains)
            ?? throw new StatusException(403, "Forbidden", $"unable to negotiate protocol: client supports [{string.Join(' ', offered)}], server accepts [{string.Join(' ', protocols)}]");
        request.Http.Response.Headers.Connection = "Upgrade";
        request.Http.Response.Headers.Upgrade = Spdy;
        request.Http.Response.Headers["X-Stream-Protocol-Version"] = chosen;
        request.Http.Response.StatusCode = StatusCodes.Status101SwitchingProtocols;
        return await upgrade.UpgradeAsync().ConfigureAwait(false);
    }

    public static StatusException NotUpgraded() => ApiErrors.BadRequest("Upgrade request required");

    /// <summary>The proof of RFC 6455 that the server has read the handshake. SHA-1 is what the protocol says; nothing secret hangs on it.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1.")]
    private static string AcceptKey(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
