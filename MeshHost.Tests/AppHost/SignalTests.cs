using System.Globalization;
using MeshHost.Tests.Resources.CommandLine;

namespace MeshHost.Tests.AppHost;

/// <summary>
/// Ctrl+C and SIGTERM at any moment: the process ends, says what is half done, and leaves no process behind. What is asserted is how it ends, never how fast;
/// the limit of a stop is a test of its own.
/// </summary>
/// <remarks>
/// <para>
/// <c>MESHHOST_SIGNALS</c> is the number of seeded moments (3 unless set; 20 to look for rare ones), <c>MESHHOST_SIGNALS_SEED</c> their seed.
/// </para>
/// </remarks>
public sealed class SignalTests
{
    private const string Healthy = "nodes healthy in";

    private static readonly int s_count = Number("MESHHOST_SIGNALS", 3);
    private static readonly int s_seed = Number("MESHHOST_SIGNALS_SEED", 20261128);

    public static TheoryData<string, double> Moments
    {
        get
        {
            // From 0.05 s to the time when a quiet machine has been up for a while; a busy one is interrupted earlier in its rollout.
            var random = new Random(s_seed);
            var moments = new TheoryData<string, double>();
            for (var i = 0; i < s_count; i++)
            {
                moments.Add(i % 2 == 0 ? "INT" : "TERM", Math.Round(0.05 + (random.NextDouble() * 15), 2));
            }

            return moments;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Signal_at_a_seeded_moment_ends_cleanly(string signal, double seconds)
    {
        SkipWhereThereIsNone(signal);
        await using var run = AppHostRun.Start(["--time-scale", "0"]);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);

        await AssertEndsCleanlyAsync(run, signal);
    }

    [Theory]
    [InlineData("INT", "Distributed application starting.")]
    [InlineData("TERM", "Starting DCP")]
    [InlineData("INT", "ready   bookinfo-istio-preflight")]
    [InlineData("TERM", Healthy)]
    public async Task Signal_at_a_step_ends_cleanly(string signal, string line)
    {
        SkipWhereThereIsNone(signal);
        await using var run = AppHostRun.Start(["--time-scale", "0.05"]);
        await run.WaitForLineAsync(line);

        await AssertEndsCleanlyAsync(run, signal);
    }

    [Fact]
    public async Task Rollout_that_exits_by_itself_is_interrupted_too()
    {
        SkipWhereThereIsNone("INT");
        await using var run = AppHostRun.Start(["--exit", "--time-scale", "1"]);
        await run.WaitForLineAsync("ready   bookinfo-istio-preflight");
        run.Send("INT");

        Assert.Equal(130, await run.WaitForExitAsync());
        Assert.Matches("'bookinfo-istio-[a-z-]+' was interrupted: while ", run.Error);
        Assert.Matches("interrupted: [0-9]+ of 53 nodes are healthy, [0-9]+ had not begun. Run again to continue.", run.Error);
        AssertNoStack(run);
    }

    [Fact]
    public async Task Failed_rollout_that_stays_up_ends_with_1()
    {
        SkipWhereThereIsNone("TERM");
        var charts = Directory.CreateTempSubdirectory("meshhost-charts-");
        try
        {
            await using var run = AppHostRun.Start(["--time-scale", "0", "--charts", charts.FullName]);
            await run.WaitForLineAsync("not tried because of that");
            run.Send("TERM");

            Assert.Equal(1, await run.WaitForExitAsync());
            AssertNoStack(run);
        }
        finally
        {
            charts.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("status")]
    [InlineData("down", "--yes")]
    public async Task Command_that_waits_is_interrupted(params string[] command)
    {
        SkipWhereThereIsNone("INT");

        // An emulator that never answers: the command waits for it, on a machine of any speed.
        await using var silent = await SilentServer.StartAsync();
        await using var run = AppHostRun.Start(command, [.. silent.EmulatorVariables]);
        await silent.Asked;
        run.Send("INT");

        Assert.Equal(130, await run.WaitForExitAsync());
        Assert.StartsWith("interrupted", run.Error.Split('\n')[^1], StringComparison.Ordinal);
        AssertNoStack(run);
    }

    [Fact]
    public async Task Second_signal_ends_at_once()
    {
        SkipWhereThereIsNone("INT");
        await using var run = AppHostRun.Start(["--time-scale", "1"]);
        await run.WaitForLineAsync("ready   bookinfo-istio-preflight");
        run.Send("INT");
        run.Send("INT");

        Assert.Equal(130, await run.WaitForExitAsync());
        AssertNoStack(run);
        await run.WaitForHelpersToEndAsync();
    }

    private static async Task AssertEndsCleanlyAsync(AppHostRun run, string signal)
    {
        var healthyBefore = run.Error.Contains(Healthy, StringComparison.Ordinal);
        run.Send(signal);
        var exit = await run.WaitForExitAsync();
        var text = run.Error;
        var told = text.Contains("interrupted: ", StringComparison.Ordinal);

        AssertNoStack(run);
        if (healthyBefore)
        {
            Assert.True(exit == 0, $"{exit}\n{text}");
        }
        else if (run.Output.Length == 0 && text.Length == 0)
        {
            // Before the program had its first instruction: the system ends it.
            Assert.Contains(exit, (int[])[130, 128 + (signal == "INT" ? 2 : 15)]);
        }
        else if (text.Contains(Healthy, StringComparison.Ordinal))
        {
            // The last node was ready while the signal was under way.
            Assert.True(exit == 0, $"{exit}\n{text}");
        }
        else
        {
            Assert.True(exit == 130 && told, $"{exit}\n{text}");
        }

        await run.WaitForHelpersToEndAsync();
    }

    private static void AssertNoStack(AppHostRun run)
    {
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ObjectDisposedException", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("disposed object", run.Error, StringComparison.Ordinal);
    }

    private static void SkipWhereThereIsNone(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent, and processes looked for, as Linux does.");
        Assert.SkipWhen(signal == "INT" && Interrupts.AreIgnored(), "The tests were started with SIGINT ignored, as a shell does in the background, and programs inherit that.");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
