using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Emulator;
using MeshHost.Resources.Targets;
using MeshHost.Tests.Hosting;
using MeshHost.Tests.Resources.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Lines = MeshHost.Emulator.Standalone.EnvironmentFile;

namespace MeshHost.Tests.AppHost;

/// <summary>An emulator of one process, used by another.</summary>
public sealed class RunningEmulatorTests : HostTest, IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshhost-running-");

    private string EnvironmentFile => Path.Combine(_folder.FullName, "mesh.env");

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Second_process_acts_on_what_the_first_has_rolled_out()
    {
        await using var world = await MeshWorld.StartAsync();
        await world.UpOkAsync();
        await Lines.WriteAsync(EnvironmentFile, world.Emulator, "mesh-demo", null, TestContext.Current.CancellationToken);

        var logs = await AppHostProcess.RunAsync(["logs", "bookinfo-details", "--all-containers"], Read());
        var exec = await AppHostProcess.RunAsync(["exec", "istio-gateway", "--", "pilot-agent", "version"], Read());

        Assert.True(logs.Exit == 0, logs.Error);
        Assert.Contains("/istio-proxy]", logs.Output, StringComparison.Ordinal);
        Assert.True(exec.Exit == 0, exec.Error);
        Assert.StartsWith("version.BuildInfo", exec.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_writes_how_to_reach_its_emulator_and_another_reaches_it_so()
    {
        await StartAsync(Declare(o => o.EnvironmentFile = EnvironmentFile));
        var variables = Read();

        var second = await StartAsync(Declare(null, [.. variables.Select(v => $"--{v.Name}={v.Value}")]));

        var environment = second.Services.GetRequiredService<TargetEnvironment>();
        Assert.Equal(variables.Single(v => v.Name == "MESHHOST_EMULATOR_CHARTS").Value, environment.ChartRepositoryBase!.ToString());
        Assert.Equal(variables.Single(v => v.Name == "MESHHOST_EMULATOR_DNS").Value, environment.DnsServer!.ToString());
        Assert.Single(environment.TrustedRoots);
        Assert.Null(second.Services.GetService<EmulatorHost>());
    }

    [Fact]
    public async Task Emulator_that_has_ended_is_refused_with_one_sentence()
    {
        await using (var world = await MeshWorld.StartAsync())
        {
            await Lines.WriteAsync(EnvironmentFile, world.Emulator, "mesh-demo", null, TestContext.Current.CancellationToken);
        }

        var (exit, _, error) = await AppHostProcess.RunAsync(["status"], Read());

        Assert.Equal(3, exit);
        Assert.Contains("No emulator answers on http://127.0.0.1:", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_of_an_environment_file_is_refused_with_what_lacks()
    {
        var (exit, _, error) = await AppHostProcess.RunAsync(["status"], ("MESHHOST_EMULATOR_GOOGLE", "http://127.0.0.1:1"));

        Assert.Equal(3, exit);
        Assert.Contains("MESHHOST_EMULATOR_CHARTS is not what its environment file says", error, StringComparison.Ordinal);
    }

    private static IDistributedApplicationBuilder Declare(Action<EmulatorOptions>? configure, string[]? args = null)
    {
        var builder = CreateBuilder([.. args ?? [], "--Parameters:p=mesh-demo"]);
        builder.AddGkeCluster("mesh", builder.AddParameter("p")).RunAsEmulator(configure);
        MeshWorld.Remove(builder, r => r is not ParameterResource);
        return builder;
    }

    private (string Name, string Value)[] Read() =>
    [
        .. File.ReadAllLines(EnvironmentFile)
            .Select(l => l["export ".Length..].Split('=', 2))
            .Where(p => p[0].StartsWith("MESHHOST_", StringComparison.Ordinal))
            .Select(p => (p[0], p[1].Trim('\''))),
    ];
}
