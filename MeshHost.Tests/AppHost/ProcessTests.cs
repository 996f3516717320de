using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using MeshHost.Emulator;
using MeshHost.Tests.Hosting;
using MeshHost.Tests.Resources.CommandLine;

namespace MeshHost.Tests.AppHost;

/// <summary>What a script sees of the AppHost's process.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData(3, "There is no target 'moon'. Give --target one of", "--target", "moon")]
    [InlineData(3, "'frobnicate' is not a command here", "frobnicate")]
    [InlineData(3, "--time-scale is a number of at least 0", "graph", "--time-scale", "slow")]
    [InlineData(3, "There is no node 'no-such-node'", "plan", "no-such-node")]
    [InlineData(3, "'not_a_domain'", "plan", "--Parameters:domain=not_a_domain")]
    public async Task Bad_input_is_one_sentence_and_an_exit_code(int code, string message, params string[] args)
    {
        var (exit, _, error) = await AppHostProcess.RunAsync(args);

        Assert.Equal(code, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var (exit, output, _) = await AppHostProcess.RunAsync("--help");

        Assert.Equal(0, exit);
        Assert.All(["plan", "down", "verify", "status", "graph", "render", "logs", "exec", "port-forward", "kubeconfig"], c => Assert.Contains(c, output, StringComparison.Ordinal));
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

    [Fact]
    public async Task Whole_rollout_ends_with_0_and_tells_programs_of_every_node()
    {
        var (exit, output, error) = await AppHostProcess.RunAsync("--exit", "--time-scale", "0", "--output", "json", "--MeshHost:Console=off");

        Assert.True(exit == 0, error);
        var result = JsonNode.Parse(output)!;
        Assert.True((bool)result["succeeded"]!);
        Assert.True(result["nodes"]!.AsArray().Count >= 40);
        Assert.All(result["nodes"]!.AsArray(), n => Assert.Equal("healthy", (string?)n!["status"]));
    }

    [Fact]
    public async Task Plan_tells_by_its_exit_code_that_there_is_something_to_do()
    {
        var (exit, output, error) = await AppHostProcess.RunAsync("plan", "--time-scale", "0", "--output", "json");

        Assert.True(exit == 2, error);
        Assert.Contains(JsonNode.Parse(output)!.AsArray(), n => (string?)n!["node"] == "bookinfo-istio-network" && n["changes"]!.AsArray().Count > 0);
    }

    [Fact]
    public async Task Failing_node_is_named_with_its_cause_and_the_exit_code_says_so()
    {
        var charts = Directory.CreateTempSubdirectory("meshhost-charts-");
        try
        {
            foreach (var chart in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Charts"), "Chart.yaml", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!))
            {
                var target = Path.Combine(charts.FullName, Path.GetFileName(chart));
                foreach (var file in Directory.GetFiles(chart, "*", SearchOption.AllDirectories))
                {
                    var copy = Path.Combine(target, Path.GetRelativePath(chart, file));
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.Copy(file, copy, overwrite: true);
                }
            }

            await File.WriteAllTextAsync(
                Path.Combine(charts.FullName, "jaeger", "templates", "broken.yaml"), "a: {{ fail \"no storage chosen\" }}\n", TestContext.Current.CancellationToken);

            var (exit, _, error) = await AppHostProcess.RunAsync("--exit", "--time-scale", "0", "--charts", charts.FullName, "--MeshHost:Console=off");

            Assert.Equal(1, exit);
            Assert.Contains("'observability-jaeger' failed", error, StringComparison.Ordinal);
            Assert.Contains("no storage chosen", error, StringComparison.Ordinal);
            Assert.Contains("jaeger/templates/broken.yaml:1", error, StringComparison.Ordinal);
            Assert.Contains("not tried because of that", error, StringComparison.Ordinal);
        }
        finally
        {
            charts.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Interrupt_stops_cleanly_and_says_what_is_half_done()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to a process.");
        Assert.SkipWhen(Interrupts.AreIgnored(), "The tests were started with SIGINT ignored, as a shell does in the background, and programs inherit that.");
        using var process = AppHostProcess.Start(["--exit", "--time-scale", "1"]);
        try
        {
            while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().DefaultTimeout() is { } line)
            {
                if (line.Contains("ready   bookinfo-istio-preflight", StringComparison.Ordinal))
                {
                    break;
                }
            }

            Interrupts.Send(process);
            var rest = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken).DefaultTimeout();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).DefaultTimeout();

            Assert.Equal(130, process.ExitCode);
            Assert.Matches("'bookinfo-istio-[a-z-]+' was interrupted: while ", error);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            await rest;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Rendered_objects_are_json_when_that_is_asked_for()
    {
        var (exit, output, error) = await AppHostProcess.RunAsync("render", "bookinfo-namespace", "-o", "json");

        Assert.True(exit == 0, error);
        var rendered = System.Text.Json.JsonDocument.Parse(output).RootElement.EnumerateArray().Single();
        Assert.Equal("Namespace", rendered.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Standard_output_has_the_result_and_nothing_else()
    {
        var (exit, output, _) = await AppHostProcess.RunAsync("graph", "--output", "json");

        Assert.Equal(0, exit);
        Assert.NotEmpty(System.Text.Json.JsonDocument.Parse(output).RootElement.EnumerateArray());
    }
}
