using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using MeshHost.Emulator;
using MeshHost.Tests.Hosting;

namespace MeshHost.Tests.AppHost;

/// <summary>What a script sees of the AppHost's process.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData(3, "There is no target 'moon'. Give --target one of", "--target", "moon")]
    [InlineData(3, "'frobnicate' is not a command here", "frobnicate")]
    [InlineData(3, "--time-scale is a number of at least 0", "graph", "--time-scale", "slow")]
    [InlineData(1, "'no-such-node'", "plan", "no-such-node")]
    public async Task Bad_input_is_one_sentence_and_an_exit_code(int code, string message, params string[] args)
    {
        var (exit, _, error) = await RunAsync(args);

        Assert.Equal(code, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var (exit, output, _) = await RunAsync("--help");

        Assert.Equal(0, exit);
        Assert.All(["plan", "down", "verify", "status", "graph", "render"], c => Assert.Contains(c, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Taken_port_of_the_emulator_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var builder = HostTest.CreateBuilder("--Parameters:p=mesh-demo");
        builder.AddGkeCluster("mesh", builder.AddParameter("p")).RunAsEmulator(o => o.Ports = new EmulatorPorts { Google = port });
        await using var application = builder.Build();

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MeshHost.AppHost.dll"));
        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).DefaultTimeout();
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output, await error);
    }
}
