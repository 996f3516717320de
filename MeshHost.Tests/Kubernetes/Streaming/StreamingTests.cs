using System.Net.WebSockets;
using System.Text;
using MeshHost.Kubernetes;
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

    [Fact]
    public async Task A_refused_stream_names_the_status()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        await using KubernetesClient client = CreateClient();

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(
            () => client.ConnectPodPortAsync("apps", "gone", 9, TestContext.Current.CancellationToken));

        Assert.Equal(404, exception.StatusCode);
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

    private static Task SendAsync(WebSocket socket, byte[] message) =>
        socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    private KubernetesClient CreateClient() => new(new KubernetesClientOptions
    {
        Server = new Uri(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
    });
}
