using System.Net.WebSockets;
using System.Text;
using MeshHost.Kubernetes;
using MeshHost.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Kubernetes.Streaming;

/// <summary>Port-forward, exec and logs against a kubelet's side of the protocol, played by the test.</summary>
public sealed class StreamingTests : IAsyncLifetime
{
    private WebApplication? _app;
    private Func<HttpContext, Task> _answer = _ => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(context => _answer(context));
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await _app!.DisposeAsync();

    [Fact]
    public async Task Port_forward_is_a_stream_in_both_directions()
    {
        _answer = async context =>
        {
            Assert.Equal("?ports=8080", context.Request.QueryString.Value);
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
            await SendAsync(socket, [0, 0x90, 0x1f]);
            await SendAsync(socket, [1, 0x90, 0x1f]);
            byte[] buffer = new byte[64 * 1024];
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            await SendAsync(socket, [0, .. Encoding.UTF8.GetBytes("you said "), .. buffer.AsSpan(1, received.Count - 1)]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        };
        await using KubernetesClient client = CreateClient();
        await using Stream stream = await client.ConnectPodPortAsync("apps", "web", 8080, TestContext.Current.CancellationToken);

        await stream.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);

        Assert.Equal("you said hello", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Port_forward_carries_messages_larger_than_its_buffer()
    {
        byte[] large = new byte[100_000];
        new Random(7).NextBytes(large);
        _answer = async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
            await SendAsync(socket, [0, 0, 0]);
            await SendAsync(socket, [1, 0, 0]);
            await SendAsync(socket, [0, .. large]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        };
        await using KubernetesClient client = CreateClient();
        await using Stream stream = await client.ConnectPodPortAsync("apps", "web", 1, TestContext.Current.CancellationToken);
        using MemoryStream copy = new();

        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);

        Assert.Equal(large, copy.ToArray());
    }

    [Fact]
    public async Task Port_forward_reports_what_the_kubelet_says()
    {
        _answer = async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
            await SendAsync(socket, [0, 0, 0]);
            await SendAsync(socket, [1, 0, 0]);
            await SendAsync(socket, [1, .. "connection refused"u8]);
            await socket.ReceiveAsync(new byte[1].AsMemory(), CancellationToken.None).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        };
        await using KubernetesClient client = CreateClient();
        await using Stream stream = await client.ConnectPodPortAsync("apps", "web", 9, TestContext.Current.CancellationToken);

        IOException exception = await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());

        Assert.Equal("The connection to Pod apps/web port 9 failed: connection refused", exception.Message);
    }

    [Theory]
    [InlineData("", "Could not connect to Pod apps/gone port 9: the API server answered HTTP 403 instead of opening a stream.")]
    [InlineData(
        """{"kind":"Status","status":"Failure","reason":"Forbidden","code":403,"message":"pods \"gone\" is forbidden: User \"jane\" cannot create resource \"pods/portforward\""}""",
        "Could not connect to Pod apps/gone port 9: pods \"gone\" is forbidden: User \"jane\" cannot create resource \"pods/portforward\"")]
    public async Task A_refused_stream_says_why(string answer, string message)
    {
        _answer = context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync(answer);
        };
        await using KubernetesClient client = CreateClient();

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(
            () => client.ConnectPodPortAsync("apps", "gone", 9, TestContext.Current.CancellationToken));

        Assert.Equal(403, exception.StatusCode);
        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public async Task Input_reaches_the_command_to_its_end()
    {
        _answer = async context =>
        {
            Assert.Contains("stdin=true", context.Request.QueryString.Value, StringComparison.Ordinal);
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v5.channel.k8s.io");
            byte[] buffer = new byte[64 * 1024];
            List<byte> input = [];
            while (true)
            {
                int received = (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).Count;
                if (buffer[0] == 255)
                {
                    Assert.Equal([255, 0], buffer[..received]);
                    break;
                }

                input.AddRange(buffer[1..received]);
            }

            await SendAsync(socket, [1, .. input]);
            await SendAsync(socket, [3, .. """{"status":"Success"}"""u8]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        };
        await using KubernetesClient client = CreateClient();
        byte[] sent = new byte[50_000];
        Random.Shared.NextBytes(sent);
        using MemoryStream output = new();

        int exitCode = await client.ExecStreamingAsync(
            "web", "apps", "app", ["cat"], new ExecStreams(new MemoryStream(sent), output, Stream.Null), TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.Equal(sent, output.ToArray());
    }

    [Fact]
    public async Task Command_that_ends_is_not_held_up_by_input_that_does_not()
    {
        _answer = async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v5.channel.k8s.io");
            await SendAsync(socket, [3, .. """{"status":"Success"}"""u8]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        };
        await using KubernetesClient client = CreateClient();
        using TerminalStream terminal = new();

        Assert.Equal(0, await client.ExecStreamingAsync(
            "web", "apps", "app", ["true"], new ExecStreams(terminal, Stream.Null, Stream.Null), TestContext.Current.CancellationToken).DefaultTimeout());
    }

    [Fact]
    public async Task Output_comes_while_the_command_runs()
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v5.channel.k8s.io");
            await SendAsync(socket, [2, .. "working"u8]);
            await seen.Task;
            await SendAsync(socket, [3, .. """{"status":"Success"}"""u8]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        };
        await using KubernetesClient client = CreateClient();
        using TerminalStream errors = new() { OnWrite = () => seen.TrySetResult() };

        Assert.Equal(0, await client.ExecStreamingAsync(
            "web", "apps", "app", ["work"], new ExecStreams(null, Stream.Null, errors), TestContext.Current.CancellationToken).DefaultTimeout());
    }

    [Fact]
    public async Task Connection_that_breaks_before_the_command_has_ended_is_an_error()
    {
        _answer = async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v5.channel.k8s.io");
            await socket.ReceiveAsync(new byte[16].AsMemory(), CancellationToken.None);
            await SendAsync(socket, [1, .. "half"u8]);
            context.Abort();
        };
        await using KubernetesClient client = CreateClient();

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(
            () => client.ExecAsync("web", "apps", "app", ["work"], new MemoryStream([1]), TestContext.Current.CancellationToken));

        Assert.StartsWith("Could not run 'work' in Pod apps/web to its end: the connection broke", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":"Success"}""", 0)]
    [InlineData("""{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"3"}]}}""", 3)]
    public async Task Exec_separates_the_streams_and_returns_the_exit_code(string status, int exitCode)
    {
        _answer = async context =>
        {
            Assert.Equal("?container=app&stdout=true&stderr=true&command=echo&command=a%20b", context.Request.QueryString.Value);
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v5.channel.k8s.io");
            await SendAsync(socket, [1, .. "out"u8]);
            await SendAsync(socket, [2, .. "err"u8]);
            await SendAsync(socket, [1, .. "put"u8]);
            await SendAsync(socket, [3, .. Encoding.UTF8.GetBytes(status)]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        };
        await using KubernetesClient client = CreateClient();

        ExecResult result = await client.ExecAsync("web", "apps", "app", ["echo", "a b"], null, TestContext.Current.CancellationToken);

        Assert.Equal(new ExecResult(exitCode, "output", "err"), result);
    }

    [Fact]
    public async Task Followed_logs_come_line_by_line()
    {
        _answer = async context =>
        {
            Assert.Equal("?container=app&follow=true&tailLines=5", context.Request.QueryString.Value);
            await context.Response.WriteAsync("one\n");
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync("two\nthree");
        };
        await using KubernetesClient client = CreateClient();
        List<string> lines = [];

        await foreach (string line in client.FollowLogsAsync("web", "apps", new LogOptions { Container = "app", TailLines = 5 }, TestContext.Current.CancellationToken))
        {
            lines.Add(line);
        }

        Assert.Equal(["one", "two", "three"], lines);
    }

    /// <summary>A person who presses no key, and whose terminal does not let go of a read that is cancelled.</summary>
    private sealed class TerminalStream : Stream
    {
        public Action OnWrite { get; init; } = () => { };

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(new TaskCompletionSource<int>().Task);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => OnWrite();
    }

    private static Task SendAsync(WebSocket socket, byte[] message) =>
        socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    private KubernetesClient CreateClient() => new(new KubernetesClientOptions
    {
        Server = new Uri(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
    });
}
