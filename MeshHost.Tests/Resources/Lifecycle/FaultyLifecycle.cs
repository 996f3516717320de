using MeshHost.Lifecycle;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Tests.Resources.Lifecycle;

/// <summary>Calls code of a user for everything.</summary>
internal sealed class FaultyLifecycle(Action call) : IResourceLifecycle<Widget>, IResourceRendering<Widget>
{
    public Task<ResourcePlan> PlanAsync(Widget resource, LifecycleContext context) => CallAsync(ResourcePlan.NoChanges);

    public Task ProvisionAsync(Widget resource, LifecycleContext context) => CallAsync(0);

    public Task<HealthCheckResult> CheckHealthAsync(Widget resource, LifecycleContext context) => CallAsync(HealthCheckResult.Healthy());

    public Task DestroyAsync(Widget resource, LifecycleContext context) => CallAsync(0);

    public Task<RenderedManifest> RenderAsync(Widget resource, LifecycleContext context) => CallAsync<RenderedManifest>(null!);

    private async Task<T> CallAsync<T>(T result)
    {
        await Task.Yield();
        call();
        return result;
    }
}
