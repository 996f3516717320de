using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Aspire.Hosting;
using MeshHost.Lifecycle.CommandLine;
using MeshHost.Tests.Hosting;

namespace MeshHost.Tests.Resources.CommandLine;

/// <summary>A port-forward that goes on until the test has ended.</summary>
internal sealed class Forwarding : IAsyncDisposable
{
    private readonly LineWriter _output = new();
    private readonly LineWriter _error = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _running;

    private Forwarding(RolledOutMesh mesh, string[] args) => _running = CommandLineBuilderExtensions.RunCommandAsync(
        mesh.World.CreateBuilder(), CommandArguments.Normalize(["port-forward", .. args]), new CommandConsole(_output, _error), _stop.Token);

    /// <summary>Gets what it has written to standard error so far.</summary>
    public string Errors => _error.ToString();

    public static Forwarding Start(RolledOutMesh mesh, params string[] args) => new(mesh, args);

    /// <summary>The next line of standard output.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = _output.NextAsync();
        return await Task.WhenAny(line, _running).DefaultTimeout() == line ? await line : throw new InvalidOperationException($"It ended: {Errors}");
    }

    /// <summary>The next port that it listens on.</summary>
    public async Task<int> PortAsync() => int.Parse((await ReadLineAsync()).Split(':', ' ')[3], CultureInfo.InvariantCulture);

    public async Task UntilErrorAsync(string text)
    {
        while (!(await _error.NextAsync().DefaultTimeout()).Contains(text, StringComparison.Ordinal))
        {
        }
    }

    /// <summary>The exit code of a forwarding that notices with a connection that it cannot go on.</summary>
    public async Task<int> EndAfterConnectingAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return await _running.DefaultTimeout();
    }

    public async ValueTask DisposeAsync()
    {
        var ended = _running.IsCompleted;
        await _stop.CancelAsync();
        var exit = await _running.DefaultTimeout();
        _stop.Dispose();
        Assert.True(ended || exit == 0, Errors);
    }

    private sealed class LineWriter : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public override Encoding Encoding => Encoding.UTF8;

        public Task<string> NextAsync() => _lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

        public override Task WriteLineAsync(string? value)
        {
            lock (_lines)
            {
                WriteLine(value);
            }

            _lines.Writer.TryWrite(value!);
            return Task.CompletedTask;
        }

        public override string ToString()
        {
            lock (_lines)
            {
                return base.ToString();
            }
        }
    }
}
