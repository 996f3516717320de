using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Http;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>Answers exec: runs the command in the pod's network and sends its output and exit code on the channels of the protocol.</summary>
internal sealed class ExecHandler(PodAccess pods)
{
    private const byte StandardOutput = 1;
    private const byte StandardError = 2;
    private const byte Error = 3;

    public async Task ExecAsync(ApiRequest request, string ns, string name)
    {
        var pod = pods.Get(name, ns);
        var container = PodAccess.ContainerOf(pod, request.Query("container"));
        var command = request.Http.Request.Query["command"].OfType<string>().ToList();
        if (command.Count == 0)
        {
            throw ApiErrors.BadRequest("you must specify at least 1 command for the container");
        }

        if (StreamUpgrade.IsWebSocket(request))
        {
            var protocol = StreamUpgrade.Offered(request, "v5.channel.k8s.io", "v4.channel.k8s.io") ?? throw StreamUpgrade.NotUpgraded();
            var outcome = await pods.Network.ExecAsync(ns, name, container, command, request.Aborted).ConfigureAwait(false);
            using var socket = new ChannelSocket(await StreamUpgrade.AcceptWebSocketAsync(request, protocol).ConfigureAwait(false));
            await SendAsync(socket, outcome, request.Aborted).ConfigureAwait(false);
        }
        else if (StreamUpgrade.IsSpdy(request))
        {
            var outcome = await pods.Network.ExecAsync(ns, name, container, command, request.Aborted).ConfigureAwait(false);
            var transport = await StreamUpgrade.AcceptSpdyAsync(request, "v4.channel.k8s.io").ConfigureAwait(false);
            await SendAsync(transport, request, outcome).ConfigureAwait(false);
        }
        else
        {
            throw StreamUpgrade.NotUpgraded();
        }
    }

    private static async Task SendAsync(ChannelSocket socket, ExecOutcome outcome, CancellationToken ct)
    {
        if (outcome.StandardOutput.Length > 0)
        {
            await socket.SendAsync(StandardOutput, Encoding.UTF8.GetBytes(outcome.StandardOutput), ct).ConfigureAwait(false);
        }

        if (outcome.StandardError.Length > 0)
        {
            await socket.SendAsync(StandardError, Encoding.UTF8.GetBytes(outcome.StandardError), ct).ConfigureAwait(false);
        }

        await socket.SendAsync(Error, Encoding.UTF8.GetBytes(StatusOf(outcome).ToJson()), ct).ConfigureAwait(false);
        await socket.CloseAsync(ct).ConfigureAwait(false);
        try
        {
            while (await socket.ReceiveAsync(ct).ConfigureAwait(false) is not null)
            {
                // Standard input has nobody to read it; the client's goodbye is what is waited for.
            }
        }
        catch (WebSocketException)
        {
            // Clients that are done just hang up.
        }
    }

    private static async Task SendAsync(Stream transport, ApiRequest request, ExecOutcome outcome)
    {
        var expected = new HashSet<string>(StringComparer.Ordinal) { "error" };
        foreach (var stream in (string[])["stdout", "stderr"])
        {
            if (request.Query(stream) is "true" or "1")
            {
                expected.Add(stream);
            }
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        var connection = new SpdyConnection(transport);
        await using var closing = connection.ConfigureAwait(false);
        var streams = new Dictionary<string, SpdyStream>(StringComparer.Ordinal);
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = connection.RunAsync(
            stream =>
            {
                streams[stream.Headers.GetValueOrDefault("streamtype", "")] = stream;
                if (expected.All(streams.ContainsKey))
                {
                    complete.TrySetResult();
                }
            },
            ended.Token);
        if (await Task.WhenAny(complete.Task, reading).ConfigureAwait(false) == complete.Task)
        {
            await WriteAsync("stdout", outcome.StandardOutput).ConfigureAwait(false);
            await WriteAsync("stderr", outcome.StandardError).ConfigureAwait(false);
            await WriteAsync("error", StatusOf(outcome).ToJson()).ConfigureAwait(false);
        }

        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task WriteAsync(string name, string text)
        {
            if (streams.TryGetValue(name, out var stream))
            {
                if (text.Length > 0)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ended.Token).ConfigureAwait(false);
                }

                await stream.CloseAsync(ended.Token).ConfigureAwait(false);
            }
        }
    }

    private static JsonObject StatusOf(ExecOutcome outcome) => outcome.ExitCode == 0
        ? new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" }
        : new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: exit status {outcome.ExitCode}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = outcome.ExitCode.ToString(CultureInfo.InvariantCulture) }),
            },
        };
}
