using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Benchmarks.Host;

/// <summary>Is always as declared.</summary>
internal sealed class NoOpLifecycle : IResourceLifecycle<NoOpResource>
{
    public Task<ResourcePlan> PlanAsync(NoOpResource resource, LifecycleContext context) => Task.FromResult(ResourcePlan.NoChanges);

    public Task ProvisionAsync(NoOpResource resource, LifecycleContext context) => Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(NoOpResource resource, LifecycleContext context) => Task.FromResult(HealthCheckResult.Healthy());

    public Task DestroyAsync(NoOpResource resource, LifecycleContext context) => Task.CompletedTask;
}
