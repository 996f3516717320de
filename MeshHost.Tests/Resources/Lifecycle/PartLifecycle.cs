using MeshHost.Lifecycle;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Tests.Resources.Lifecycle;

/// <summary>A part that comes up as the test says.</summary>
internal sealed class PartLifecycle(Func<Task>? provision = null) : IResourceLifecycle<WidgetPart>
{
    public Task<ResourcePlan> PlanAsync(WidgetPart resource, LifecycleContext context) => Task.FromResult(ResourcePlan.NoChanges);

    public Task ProvisionAsync(WidgetPart resource, LifecycleContext context) => provision?.Invoke() ?? Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(WidgetPart resource, LifecycleContext context) => Task.FromResult(HealthCheckResult.Healthy());

    public Task DestroyAsync(WidgetPart resource, LifecycleContext context) => Task.CompletedTask;
}
