using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Tests.Resources.Lifecycle;

/// <summary>Is always as declared.</summary>
internal sealed class CountedLifecycle : IResourceLifecycle<CountedWidget>
{
    public Task<ResourcePlan> PlanAsync(CountedWidget resource, LifecycleContext context) => Task.FromResult(ResourcePlan.NoChanges);

    public Task ProvisionAsync(CountedWidget resource, LifecycleContext context) => Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(CountedWidget resource, LifecycleContext context) => Task.FromResult(HealthCheckResult.Healthy());

    public Task DestroyAsync(CountedWidget resource, LifecycleContext context) => Task.CompletedTask;
}
