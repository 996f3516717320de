using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>One command in a container: channels 0 to 3 are its input, output, errors and final status.</summary>
internal sealed class ExecSession(KubernetesTransport transport, string pod, string ns)
{
    private const int BufferSize = 16 * 1024;
    private const byte InputChannel = 0;
    private const byte CloseChannel = 255;
    private const string ClosableProtocol = "v5.channel.k8s.io";

    public async Task<int> RunAsync(string? container, IReadOnlyList<string> command, ExecStreams streams, CancellationToken cancellationToken)
    {
        QueryBuilder path = new QueryBuilder($"/api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{Uri.EscapeDataString(pod)}/exec")
            .Add("container", container)
            .Add("stdin", streams.Input is not null)
            .Add("stdout", true)
            .Add("stderr", true);
        foreach (string argument in command)
        {
            path.Add("command", argument);
        }

        string operation = $"run '{(command.Count > 0 ? command[0] : "")}' in Pod {ns}/{pod}";
        using ClientWebSocket socket = await ChannelSocket
            .ConnectAsync(transport, path.ToString(), operation, [ClosableProtocol, "v4.channel.k8s.io"], cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = streams.Input is null ? Task.CompletedTask : SendInputAsync(socket, streams.Input, ended.Token);
        try
        {
            JsonNode? status = await ReceiveAsync(socket, operation, streams, cancellationToken).ConfigureAwait(false);
            return ExitCode(status, operation);
        }
        finally
        {
            // A command may end without having read its input. A terminal's is not waited for: its reads end with the next key only.
            await ended.CancelAsync().ConfigureAwait(false);
            _ = sending.ContinueWith(task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    /// <summary>Reads the exit code out of the final status.</summary>
    internal static int ExitCode(JsonNode? status, string operation)
    {
        if (status.StringAt("status") == "Success")
        {
            return 0;
        }

        string? code = status.ItemsAt("details", "causes").FirstOrDefault(cause => cause.StringAt("reason") == "ExitCode").StringAt("message");
        return int.TryParse(code, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new KubernetesApiException($"Could not {operation}: {status.StringAt("message") ?? "the stream ended without a status"}")
            {
                StatusCode = (int)(status.LongAt("code") ?? 500),
                Reason = status.StringAt("reason") ?? "InternalError",
                Status = status as JsonObject,
                Operation = operation,
            };
    }

    private static async Task SendInputAsync(ClientWebSocket socket, Stream input, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferSize];
        buffer[0] = InputChannel;
        int read;
        while ((read = await input.ReadAsync(buffer.AsMemory(1), cancellationToken).ConfigureAwait(false)) > 0)
        {
            await socket.SendAsync(buffer.AsMemory(0, read + 1), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }

        if (socket.SubProtocol == ClosableProtocol)
        {
            await socket.SendAsync(new byte[] { CloseChannel, InputChannel }, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<JsonNode?> ReceiveAsync(ClientWebSocket socket, string operation, ExecStreams streams, CancellationToken cancellationToken)
    {
        using MemoryStream status = new();
        byte[] buffer = new byte[BufferSize];
        Stream? target = null;
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            }
            catch (WebSocketException) when (status.Length > 0)
            {
                break; // the server hung up after the final status, without a closing handshake
            }
            catch (WebSocketException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new KubernetesApiException($"Could not {operation} to its end: the connection broke: {exception.Message}", exception)
                {
                    Reason = "Unreachable",
                    Operation = operation,
                };
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            int start = 0;
            if (target is null && received.Count > 0)
            {
                target = buffer[0] switch { 1 => streams.Output, 2 => streams.Error, 3 => status, _ => Stream.Null };
                start = 1;
            }

            if (target is not null && received.Count > start)
            {
                await target.WriteAsync(buffer.AsMemory(start, received.Count - start), cancellationToken).ConfigureAwait(false);
                await target.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            if (received.EndOfMessage)
            {
                target = null;
            }
        }

        return status.Length == 0 ? null : JsonNode.Parse(status.ToArray());
    }
}
