using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Tests.Hosting;
using MeshHost.Tests.Resources.CommandLine;
using MeshHost.Tests.Resources.Lifecycle;

namespace MeshHost.Tests.AppHost;

/// <summary>Code of a user that throws is named with its node, where it threw and where the node is declared, whatever the node is run for.</summary>
public sealed class LambdaFaultTests
{
    private const string ThisFile = $"{nameof(LambdaFaultTests)}.cs:";

    [Theory]
    [InlineData(1, "plan")]
    [InlineData(1, "render", "faulty")]
    [InlineData(1, "status")]
    [InlineData(1, "down", "--yes")]
    public async Task Lifecycle_that_throws_is_named_by_every_command(int code, params string[] args)
    {
        var builder = HostTest.CreateBuilder();
        builder.AddResource(new Widget("faulty")).WithLifecycle(new FaultyLifecycle(() => Throw(null)));

        AssertExplained("faulty", code, await RolledOutMesh.RunAsync(builder, args));
    }

    [Fact]
    public async Task Lifecycle_that_throws_fails_its_rollout_with_its_place()
    {
        var builder = HostTest.CreateBuilder();
        builder.AddResource(new Widget("faulty")).WithLifecycle(new FaultyLifecycle(() => Throw(null)));
        await using var application = await HostTest.OpenAsync(builder);

        var result = await HostTest.RolloutAsync(application);

        AssertExplained("faulty", 1, (result.Succeeded ? 0 : 1, "", result.Describe()));
    }

    [Fact]
    public async Task Values_of_a_chart_that_throw_are_named()
    {
        await using var world = await MeshWorld.StartAsync();
        var builder = world.CreateBuilder();
        builder.CreateResourceBuilder(builder.Resources.OfType<HelmReleaseResource>().Single(r => r.Name == "istio-istiod")).WithValues(values => values.Set("image", Throw(null)));

        AssertExplained("istio-istiod", 1, await RolledOutMesh.RunAsync(builder, "render", "istio-istiod"), declaredIn: $"{nameof(MeshWorld)}.cs:");
    }

    [Fact]
    public async Task Manifest_that_throws_is_named()
    {
        await using var world = await MeshWorld.StartAsync();
        var builder = world.CreateBuilder();
        var mesh = builder.Resources.OfType<IstioMeshResource>().Single();
        builder.AddManifest("policies", mesh, mesh.Cluster, () => Throw(null));

        AssertExplained("policies", 1, await RolledOutMesh.RunAsync(builder, "render", "policies"));
    }

    [Fact]
    public async Task Subscriber_that_throws_before_the_start_is_told_with_its_place()
    {
        var builder = HostTest.CreateBuilder();
        builder.AddResource(new Widget("widget")).WithLifecycle(new ScriptedLifecycle());
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) => throw new InvalidOperationException(Throw(null)));

        var (exit, output, error) = await RolledOutMesh.RunAsync(builder, "plan");

        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.Contains("NullReferenceException", error, StringComparison.Ordinal);
        Assert.Contains(ThisFile, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stack_of_an_unexpected_failure_is_there_for_those_who_ask_for_it()
    {
        var builder = HostTest.CreateBuilder("--Logging:LogLevel:Default=Debug");
        builder.AddResource(new Widget("widget")).WithLifecycle(new ScriptedLifecycle());
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) => throw new InvalidOperationException(Throw(null)));

        var (exit, _, error) = await RolledOutMesh.RunAsync(builder, "plan");

        Assert.Equal(1, exit);
        Assert.Contains($"   at {typeof(LambdaFaultTests).FullName}.{nameof(Throw)}", error, StringComparison.Ordinal);
    }

    private static string Throw(string? text) => text!.Trim();

    private static void AssertExplained(string node, int code, (int Exit, string Output, string Error) run, string declaredIn = ThisFile)
    {
        var text = run.Output + run.Error;
        Assert.True(run.Exit == code, text);
        var line = text.Split('\n').Single(l => l.Contains("NullReferenceException: ", StringComparison.Ordinal));
        Assert.Matches($"Thrown in \\S*{ThisFile}[0-9]+", line);
        Assert.Matches($"The node is declared at \\S*{declaredIn}[0-9]+", line);

        // The plan has the node's name in the line before.
        Assert.Contains(node, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
