using Aspire.Hosting;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Pipelines;
using MeshHost.Tests.AppHost;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Pipelines;

/// <summary>What <c>aspire deploy</c> and <c>aspire destroy</c> run, over stand-ins for Aspire's pipelines.</summary>
public sealed class NodePipelineStepsTests : HostTest
{
    [Fact]
    public async Task Deploy_does_what_up_does_and_destroy_what_down_does()
    {
        await using var world = await MeshWorld.StartAsync();
        var empty = world.Emulator.Google.Inventory();
        var application = await world.StartApplicationAsync(configure: b => b.Services.AddSingleton<NodeDeployment>());

        var deploy = new PipelineRun(application);
        await deploy.RunAsync("deploy");
        Assert.True(deploy.Failed.IsEmpty, string.Join('\n', deploy.Failed.Select(f => $"{f.Key}: {f.Value.Message}")));
        Assert.Contains("provision-bookinfo-productpage", deploy.Completed);
        Assert.Empty(await MeshWorld.PlanAsync(await world.StartApplicationAsync()));
        Assert.True(application.Services.GetRequiredService<NodeDeployment>().Succeeded);

        var destroy = new PipelineRun(application);
        await destroy.RunAsync("destroy");
        Assert.True(destroy.Failed.IsEmpty, string.Join('\n', destroy.Failed.Select(f => $"{f.Key}: {f.Value.Message}")));
        Assert.Equal(empty, world.Emulator.Google.Inventory());
    }

    [Fact]
    public async Task Failed_node_fails_its_step_and_keeps_those_that_depend_on_it_from_starting()
    {
        var builder = CreateBuilder();
        builder.Services.AddSingleton<NodeDeployment>();
        var first = builder.AddResource(new Widget("first")).WithLifecycle(new FailingLifecycle());
        builder.AddResource(new Widget("second")).WithLifecycle(new FailingLifecycle()).DependsOn(first);
        builder.Services.Configure<MeshHost.Resources.Rollout.RolloutOptions>(o => o.Operation = MeshHost.Resources.Rollout.RolloutOperation.Manual);
        var application = await StartAsync(builder);

        var deploy = new PipelineRun(application);
        await deploy.RunAsync("deploy");

        Assert.Equal(["provision-first"], deploy.Failed.Keys);
        Assert.Contains("out of quota", deploy.Failed["provision-first"].Message, StringComparison.Ordinal);
        Assert.Empty(deploy.Completed);
        Assert.False(application.Services.GetRequiredService<NodeDeployment>().Succeeded);
    }

    private sealed class FailingLifecycle : IResourceLifecycle<Widget>
    {
        public Task<ResourcePlan> PlanAsync(Widget resource, LifecycleContext context) => Task.FromResult(ResourcePlan.NoChanges);

        public Task ProvisionAsync(Widget resource, LifecycleContext context) => throw new LifecycleException("out of quota");

        public Task<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult> CheckHealthAsync(Widget resource, LifecycleContext context) =>
            Task.FromResult(Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Healthy());

        public Task DestroyAsync(Widget resource, LifecycleContext context) => Task.CompletedTask;
    }
}
