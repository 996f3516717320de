using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>One command in a container: channels 0 to 3 are its input, output, errors and final status.</summary>
internal sealed class ExecSession(KubernetesTransport transport, string pod, string ns)
{
    private const int BufferSize = 16 * 1024;
    private const byte InputChannel = 0;
    private const byte CloseChannel = 255;
    private const string ClosableProtocol = "v5.channel.k8s.io";

    public async Task<ExecResult> RunAsync(string? container, IReadOnlyList<string> command, Stream? input, CancellationToken cancellationToken)
    {
        QueryBuilder path = new QueryBuilder($"/api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{Uri.EscapeDataString(pod)}/exec")
            .Add("container", container)
            .Add("stdin", input is not null)
            .Add("stdout", true)
            .Add("stderr", true);
        foreach (string argument in command)
        {
            path.Add("command", argument);
        }

        string operation = $"run '{(command.Count > 0 ? command[0] : "")}' in Pod {ns}/{pod}";
        using ClientWebSocket socket = await ChannelSocket
            .ConnectAsync(transport, path.ToString(), operation, [ClosableProtocol, "v4.channel.k8s.io"], cancellationToken).ConfigureAwait(false);
        Task sending = input is null ? Task.CompletedTask : SendInputAsync(socket, input, cancellationToken);
        ExecResult result = await ReceiveAsync(socket, operation, cancellationToken).ConfigureAwait(false);
        // A command may end without having read its input.
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return result;
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

    private static async Task<ExecResult> ReceiveAsync(ClientWebSocket socket, string operation, CancellationToken cancellationToken)
    {
        using MemoryStream output = new();
        using MemoryStream errors = new();
        using MemoryStream status = new();
        byte[] buffer = new byte[BufferSize];
        MemoryStream? target = null;
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

            if (received.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            int start = 0;
            if (target is null && received.Count > 0)
            {
                target = buffer[0] switch { 1 => output, 2 => errors, 3 => status, _ => new MemoryStream() };
                start = 1;
            }

            target?.Write(buffer, start, received.Count - start);
            if (received.EndOfMessage)
            {
                target = null;
            }
        }

        JsonNode? final = status.Length == 0 ? null : JsonSerializer.Deserialize<JsonNode>(status.ToArray());
        return new ExecResult(ExitCode(final, operation), Text(output), Text(errors));
    }

    private static string Text(MemoryStream stream) => System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
}
