using System.Diagnostics;
using System.Globalization;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Resources.Rollout;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>
/// A host that is killed with SIGKILL, a real process, at random moments while calls fail at random: the next run converges, nothing is doubled,
/// and the tear-down leaves nothing. <c>MESHHOST_CONVERGENCE_RUNS</c> says how many seeds; 1 unless set.
/// </summary>
public sealed class GkeConvergenceTests
{
    private const string EndpointVariable = "MESHHOST_CONVERGENCE_ENDPOINT";

    private const int KillsPerRun = 2;

    [Fact]
    public async Task Rollout_converges_and_leaves_nothing_WhenTheHostIsKilledAtRandomMoments()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("MESHHOST_CONVERGENCE_RUNS") ?? "1", CultureInfo.InvariantCulture);
        var kills = 0;
        for (var seed = 1; seed <= runs; seed++)
        {
            var random = new Random(seed);
            await using var world = await GkeWorld.StartAsync(o => o with { TimeScale = 0.001, Seed = seed });
            world.Google.Faults.Add(new Fault { Method = "*", Kind = FaultKind.Error, Probability = 0.03, Count = null });
            world.Google.Faults.Add(new Fault { Method = "*", Kind = FaultKind.LostResponse, Probability = 0.02, Count = null });

            for (var i = 0; i < KillsPerRun; i++)
            {
                var until = world.Served + random.Next(5, 120);
                using var host = Start(world.Address);
                while (world.Served < until && !host.HasExited)
                {
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                }

                if (!host.HasExited)
                {
                    host.Kill();
                    kills++;
                }

                await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            await world.UpOkAsync();
            var inventory = await world.InventoryAsync();
            var down = await world.DownAsync();

            Assert.True(down.Succeeded, $"seed {seed}: {down.Describe()}");
            Assert.Equal(inventory.Distinct(), inventory);
            Assert.Empty(await world.InventoryAsync());
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} runs, {kills} kills");
        Assert.True(kills > 0, "no host lived long enough to be killed");
    }

    /// <summary>What the killed process runs: a rollout of the same graph to the cloud of the test that has started it.</summary>
    [Fact(Explicit = true)]
    public async Task Child_process()
    {
        var endpoint = Environment.GetEnvironmentVariable(EndpointVariable);
        Assert.SkipWhen(endpoint is null, $"{EndpointVariable} is not set: this is the child of another test.");
        await using var application = GkeWorld.Build(new Uri(endpoint!), new HttpClientHandler { UseProxy = false }, null, RolloutOperation.Up);
        await application.StartAsync(TestContext.Current.CancellationToken);
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }

    private static Process Start(Uri endpoint)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = false,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(typeof(GkeConvergenceTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(GkeConvergenceTests).FullName}.{nameof(Child_process)}");
        start.ArgumentList.Add("-explicit");
        start.ArgumentList.Add("only");
        start.ArgumentList.Add("-noLogo");
        start.Environment[EndpointVariable] = endpoint.AbsoluteUri;
        return Process.Start(start)!;
    }
}
