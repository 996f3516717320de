using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Gke;

/// <summary>The check before the first write, and the count of what there is before and after a tear-down.</summary>
internal sealed class PreflightLifecycle : IResourceLifecycle<GkePreflightResource>, IResourceInventory<GkePreflightResource>
{
    public Task<ResourcePlan> PlanAsync(GkePreflightResource resource, LifecycleContext context) => Task.FromResult(ResourcePlan.NoChanges);

    public async Task ProvisionAsync(GkePreflightResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        context.Report("checking project, services, permissions, quota, addresses, DNS");
        await new PreflightChecks(gke).ThrowIfProblemsAsync("Nothing was changed.").ConfigureAwait(false);
        await context.SetPropertyAsync("checks", "passed").ConfigureAwait(false);
        context.Report("");
    }

    public Task<HealthCheckResult> CheckHealthAsync(GkePreflightResource resource, LifecycleContext context) => Task.FromResult(HealthCheckResult.Healthy());

    public Task DestroyAsync(GkePreflightResource resource, LifecycleContext context) => Task.CompletedTask;

    public async Task<IReadOnlyList<string>> ListAsync(GkePreflightResource resource, LifecycleContext context) =>
        await new GkeInventory(await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false)).ListAsync().ConfigureAwait(false);
}
