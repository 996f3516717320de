using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Gke;

/// <summary>The check before the first write.</summary>
internal sealed class PreflightLifecycle : IResourceLifecycle<GkePreflightResource>
{
    public Task<ResourcePlan> PlanAsync(GkePreflightResource resource, LifecycleContext context) => Task.FromResult(ResourcePlan.NoChanges);

    public async Task ProvisionAsync(GkePreflightResource resource, LifecycleContext context)
    {
        var gke = await GkeContext.ResolveAsync(resource.Parent, context).ConfigureAwait(false);
        context.Report("checking project, services, permissions, quota, addresses");
        var problems = await new PreflightChecks(gke).RunAsync().ConfigureAwait(false);
        if (problems.Count > 0)
        {
            var list = string.Join(Environment.NewLine, problems.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"  {i + 1}. {p}")));
            throw new LifecycleException(string.Create(
                CultureInfo.InvariantCulture,
                $"Cluster '{gke.Cluster.Name}' cannot be rolled out to project '{gke.Project}': {problems.Count} problem(s). Nothing was changed.{Environment.NewLine}{list}"));
        }

        await context.SetPropertyAsync("checks", "passed").ConfigureAwait(false);
        context.Report("");
    }

    public Task<HealthCheckResult> CheckHealthAsync(GkePreflightResource resource, LifecycleContext context) => Task.FromResult(HealthCheckResult.Healthy());

    public Task DestroyAsync(GkePreflightResource resource, LifecycleContext context) => Task.CompletedTask;
}
