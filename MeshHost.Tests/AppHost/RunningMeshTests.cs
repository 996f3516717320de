using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Commands;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Running;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Tests.AppHost;

/// <summary>What a program sees of the AppHost through Aspire's own interfaces while it runs.</summary>
[Collection(nameof(RunningMesh))]
public sealed class RunningMeshTests(RunningMesh mesh)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ResourceNotificationService Notifications => mesh.Application.ResourceNotifications;

    [Fact]
    public async Task Every_node_gets_healthy()
    {
        var graph = mesh.Application.Services.GetRequiredService<LifecycleGraph>();

        var result = await mesh.Application.Services.GetRequiredService<RolloutTracker>().Completion.DefaultTimeout();

        Assert.True(result.Succeeded, result.Describe());
        Assert.Equal(54, graph.Nodes.Count);
        Assert.All(
            await Task.WhenAll(graph.Nodes.Select(n => Notifications.WaitForResourceHealthyAsync(n.Name, Cancellation).DefaultTimeout())),
            e => Assert.Equal((KnownResourceStates.Running, HealthStatus.Healthy), (e.Snapshot.State?.Text, e.Snapshot.HealthStatus)));
    }

    [Theory]
    [InlineData("bookinfo-istio")]
    [InlineData("istio")]
    [InlineData("letsencrypt")]
    [InlineData("observability")]
    [InlineData("bookinfo")]
    public async Task Parent_runs_when_its_parts_do(string parent)
    {
        var state = await Notifications.WaitForResourceHealthyAsync(parent, Cancellation).DefaultTimeout();

        Assert.Equal(KnownResourceStates.Running, state.Snapshot.State?.Text);
        Assert.Contains(state.Snapshot.Properties, p => p.Value is string text && text.EndsWith(" parts ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_says_that_a_healthy_node_has_nothing_to_change()
    {
        await Notifications.WaitForResourceHealthyAsync("istio-istiod", Cancellation).DefaultTimeout();

        var diff = await ExecuteAsync("istio-istiod", LifecycleCommandExtensions.DiffCommand);
        var verified = await ExecuteAsync("istio-istiod", LifecycleCommandExtensions.VerifyCommand);

        Assert.True(diff.Success, diff.Message);
        Assert.Contains("No changes: everything is as declared.", diff.Data?.Value, StringComparison.Ordinal);
        Assert.True(verified.Success, verified.Message);
        Assert.StartsWith("Healthy", verified.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_of_a_user_starts_when_our_nodes_are_healthy()
    {
        var visitor = await Notifications.WaitForResourceAsync(RunningMesh.Visitor, e => e.Snapshot.State?.Text == KnownResourceStates.Running, Cancellation).DefaultTimeout();
        var bookinfo = await Notifications.WaitForResourceHealthyAsync("bookinfo", Cancellation).DefaultTimeout();

        Assert.NotNull(visitor.Snapshot.StartTimeStamp);
        Assert.True(visitor.Snapshot.StartTimeStamp >= bookinfo.Snapshot.StartTimeStamp, $"{visitor.Snapshot.StartTimeStamp:O} {bookinfo.Snapshot.StartTimeStamp:O}");
    }

    [Fact]
    public async Task Node_waits_for_a_program_and_a_parameter_of_a_user()
    {
        await Notifications.WaitForResourceHealthyAsync(RunningMesh.Guest, Cancellation).DefaultTimeout();

        Assert.Equal(KnownResourceStates.Running, mesh.StateOfDatabase);
    }

    private Task<ExecuteCommandResult> ExecuteAsync(string node, string command) =>
        mesh.Application.ResourceCommands.ExecuteCommandAsync(node, command, Cancellation).DefaultTimeout();
}
