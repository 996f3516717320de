using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Targets;

/// <summary>Makes sure that a cluster which somebody else made answers. It is neither changed nor removed; what is rolled out into it is.</summary>
internal sealed class ExistingClusterLifecycle : IResourceLifecycle<ExistingClusterResource>
{
    public Task<ResourcePlan> PlanAsync(ExistingClusterResource resource, LifecycleContext context) => Task.FromResult(ResourcePlan.NoChanges);

    public async Task ProvisionAsync(ExistingClusterResource resource, LifecycleContext context) =>
        await context.SetPropertyAsync("kubernetes.version", await GetVersionAsync(resource, context).ConfigureAwait(false)).ConfigureAwait(false);

    public async Task<HealthCheckResult> CheckHealthAsync(ExistingClusterResource resource, LifecycleContext context) =>
        HealthCheckResult.Healthy($"Kubernetes {await GetVersionAsync(resource, context).ConfigureAwait(false)} answers");

    public Task DestroyAsync(ExistingClusterResource resource, LifecycleContext context) => Task.CompletedTask;

    private static async Task<string> GetVersionAsync(ExistingClusterResource resource, LifecycleContext context)
    {
        var client = await resource.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        return (await client.GetVersionAsync(context.CancellationToken).ConfigureAwait(false)).GitVersion;
    }
}
