using System.Diagnostics;
using System.Globalization;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Lifecycle.Removal;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>
/// A host that is killed with SIGKILL, a real process, at random moments while calls fail at random: the next run converges, nothing is doubled or
/// orphaned, and the tear-down, killed on its way too, leaves nothing. <c>MESHHOST_CONVERGENCE_RUNS</c> says how many seeds there are (1 unless
/// set), <c>MESHHOST_CONVERGENCE_SEED</c> the first of them.
/// </summary>
public sealed class GkeConvergenceTests
{
    private const string Up = "up";
    private const string Down = "down";
    private const string EndpointVariable = "MESHHOST_CONVERGENCE_ENDPOINT";

    private const string OperationVariable = "MESHHOST_CONVERGENCE_OPERATION";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rollout_converges_and_leaves_nothing_WhenTheHostIsKilledAtRandomMoments()
    {
        var first = Setting("MESHHOST_CONVERGENCE_SEED", 1);
        var runs = Setting("MESHHOST_CONVERGENCE_RUNS", 1);
        var expected = await UndisturbedInventoryAsync();
        var tally = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = first; seed < first + runs; seed++)
        {
            await ConvergeAsync(seed, expected, tally);
        }

        var summary = $"{runs} runs from seed {first}: {string.Join(", ", tally.Select(t => $"{t.Key} {t.Value}"))}";
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        if (Environment.GetEnvironmentVariable("MESHHOST_CONVERGENCE_REPORT") is { Length: > 0 } report)
        {
            await File.AppendAllTextAsync(report, summary + Environment.NewLine, Cancellation);
        }

        Assert.True(tally.ContainsKey("killed in up"), $"no host lived long enough to be killed: {summary}");
    }

    /// <summary>What the killed process runs: a rollout, or by hand a tear-down, of the same graph, in the cloud of the test that has started it.</summary>
    [Fact(Explicit = true)]
    public async Task Child_process()
    {
        var endpoint = Environment.GetEnvironmentVariable(EndpointVariable);
        Assert.SkipWhen(endpoint is null, $"{EndpointVariable} is not set: this is the child of another test.");
        var operation = Environment.GetEnvironmentVariable(OperationVariable);
        await using var application = GkeWorld.Build(new Uri(endpoint!), new HttpClientHandler { UseProxy = false }, null);
        if (operation == Up)
        {
            await HostTest.RolloutAsync(application);
        }
        else
        {
            await application.Services.GetRequiredService<NodeTearDown>().RunAsync(Cancellation);
        }
    }

    private static async Task ConvergeAsync(int seed, IReadOnlyList<string> expected, SortedDictionary<string, int> tally)
    {
        var random = new Random(seed);
        await using var world = await GkeWorld.StartAsync(o => o with { TimeScale = 0.001, Seed = seed });
        world.Google.Faults.AddRange(Weather());

        await KillAsync(world, Up, random.Next(5, 120), tally);
        await KillAsync(world, Up, random.Next(5, 120), tally);
        await world.UpOkAsync();
        Calm(world, tally);
        Assert.Equal(expected, await SortedInventoryAsync(world));
        Assert.DoesNotContain(await world.PlanAsync(), p => p.Plan.HasChanges);

        world.Google.Faults.AddRange(Weather());
        await KillAsync(world, Down, random.Next(5, 80), tally);
        var down = await world.DownAsync();
        Calm(world, tally);
        Assert.True(down.Succeeded, $"seed {seed}: {down.Describe()}");
        Assert.Empty(await world.InventoryAsync());
        Count(tally, "converged and then empty", 1);
    }

    // What every client has to survive by itself, and operations that fail although their call was accepted.
    private static IEnumerable<Fault> Weather() =>
        [.. FaultCatalog.Storm(), FaultCatalog.Create("operation-error", "*", count: null) with { Probability = 0.04 }];

    private static async Task KillAsync(GkeWorld world, string operation, int afterRequests, SortedDictionary<string, int> tally)
    {
        var moment = world.Served.MoreAsync(afterRequests);
        using var host = Start(world.Address, operation);
        var exit = host.WaitForExitAsync(Cancellation);
        await Task.WhenAny(moment, exit);
        if (!host.HasExited)
        {
            host.Kill();
            Count(tally, operation == Up ? "killed in up" : "killed in down", 1);
        }

        await exit;
    }

    private static void Calm(GkeWorld world, SortedDictionary<string, int> tally)
    {
        foreach (var (_, fault, hits) in world.Google.Faults.Active)
        {
            Count(tally, fault.Kind == FaultKind.Error ? $"HTTP {fault.HttpStatus}" : fault.Kind.ToString(), hits);
        }

        world.Google.Faults.Clear();
    }

    private static async Task<IReadOnlyList<string>> UndisturbedInventoryAsync()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        return await SortedInventoryAsync(world);
    }

    // Google names what it makes with a hash of its own.
    private static async Task<IReadOnlyList<string>> SortedInventoryAsync(GkeWorld world) =>
        [.. (await world.InventoryAsync()).Select(i => System.Text.RegularExpressions.Regex.Replace(i, "(?<=gke-bookinfo-istio-)[0-9a-f]{8}", "HASH")).Order(StringComparer.Ordinal)];

    private static void Count(SortedDictionary<string, int> tally, string what, int by) => tally[what] = tally.GetValueOrDefault(what) + by;

    private static int Setting(string name, int unset) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : unset;

    private static Process Start(Uri endpoint, string operation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(typeof(GkeConvergenceTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(GkeConvergenceTests).FullName}.{nameof(Child_process)}");
        start.ArgumentList.Add("-explicit");
        start.ArgumentList.Add("only");
        start.ArgumentList.Add("-noLogo");
        start.Environment[EndpointVariable] = endpoint.AbsoluteUri;
        start.Environment[OperationVariable] = operation;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }
}
