using System.Net.WebSockets;

namespace MeshHost.Kubernetes;

/// <summary>A WebSocket whose messages begin with the number of the channel that they belong to.</summary>
internal static class ChannelSocket
{
    public static async Task<ClientWebSocket> ConnectAsync(KubernetesTransport transport, string path, string operation, string[] protocols, CancellationToken cancellationToken)
    {
        ClientWebSocket socket = new();
        try
        {
            foreach (string protocol in protocols)
            {
                socket.Options.AddSubProtocol(protocol);
            }

            socket.Options.CollectHttpResponseDetails = true;
            if (transport.Host is { } host)
            {
                socket.Options.SetRequestHeader("Host", host);
            }

            foreach (IGrouping<string, string> header in (await transport.GetIdentityAsync(cancellationToken).ConfigureAwait(false)).GroupBy(pair => pair.Name, pair => pair.Value))
            {
                // Set a second time, a header would replace the first.
                socket.Options.SetRequestHeader(header.Key, string.Join(", ", header));
            }

            UriBuilder uri = new(transport.Server.AbsoluteUri.TrimEnd('/') + path);
            uri.Scheme = uri.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
            await socket.ConnectAsync(uri.Uri, transport.Invoker, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (WebSocketException exception)
        {
            int status = (int)socket.HttpStatusCode;
            socket.Dispose();
            throw new KubernetesApiException(
                $"Could not {operation}: {(status == 0 ? exception.Message : $"the API server answered HTTP {status} instead of opening a stream.")}", exception)
            {
                StatusCode = status,
                Reason = status == 0 ? "Unreachable" : "UpgradeRefused",
                Operation = operation,
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
