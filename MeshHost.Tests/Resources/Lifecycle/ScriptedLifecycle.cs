using MeshHost.Lifecycle;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Tests.Resources.Lifecycle;

/// <summary>Does what a test tells it, and counts.</summary>
internal sealed class ScriptedLifecycle(Func<int, LifecycleContext, Task>? provision = null) : IResourceLifecycle<Widget>
{
    private int _provisions;

    public int Provisions => Volatile.Read(ref _provisions);

    public IList<string> Destroyed { get; init; } = [];

    public Func<Task>? Destroy { get; init; }

    public Func<HealthCheckResult>? Health { get; init; }

    public Task<ResourcePlan> PlanAsync(Widget resource, LifecycleContext context) =>
        Task.FromResult(Provisions == 0 ? ResourcePlan.Create($"widget {resource.Name}") : ResourcePlan.NoChanges);

    public Task ProvisionAsync(Widget resource, LifecycleContext context) =>
        provision?.Invoke(Interlocked.Increment(ref _provisions), context) ?? Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(Widget resource, LifecycleContext context) =>
        Task.FromResult(Health?.Invoke() ?? HealthCheckResult.Healthy());

    public async Task DestroyAsync(Widget resource, LifecycleContext context)
    {
        if (Destroy is { } destroy)
        {
            await destroy();
        }

        lock (Destroyed)
        {
            Destroyed.Add(resource.Name);
        }
    }
}
