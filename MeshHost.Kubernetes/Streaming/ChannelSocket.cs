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
            cancellationToken.ThrowIfCancellationRequested(); // also where the connection broke at that moment
            string why = status == 0
                ? exception.Message
                : await AskWhyAsync(transport, path, operation, status, cancellationToken).ConfigureAwait(false)
                    ?? $"the API server answered HTTP {status} instead of opening a stream.";
            throw new KubernetesApiException($"Could not {operation}: {why}", exception)
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

    /// <summary>
    /// Asks again without asking for a stream: a WebSocket's handshake keeps the refusal's text to itself. Nothing can come of it, as no stream is opened.
    /// </summary>
    private static async Task<string?> AskWhyAsync(KubernetesTransport transport, string path, string operation, int status, CancellationToken cancellationToken)
    {
        if (status is < 400 or 429 or >= 500)
        {
            return null; // not of the request's making, and the transport would try it many times
        }

        try
        {
            using KubernetesResponse answer = await transport
                .SendAsync(new KubernetesRequest { Method = HttpMethod.Get, Path = path, Operation = operation }, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (KubernetesApiException exception) when (exception.StatusCode == status)
        {
            return exception.Status.StringAt("message");
        }
        catch (KubernetesApiException)
        {
            return null;
        }
    }
}
