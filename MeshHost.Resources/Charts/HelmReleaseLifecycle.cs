using Aspire.Hosting.ApplicationModel;
using MeshHost.Helm;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Resources.Clusters;
using MeshHost.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RenderedManifest = MeshHost.Lifecycle.RenderedManifest;

namespace MeshHost.Resources.Charts;

/// <summary>Installs, upgrades, checks and uninstalls a Helm release, without a helm binary.</summary>
internal sealed class HelmReleaseLifecycle
    : IResourceLifecycle<HelmReleaseResource>,
      IResourcePreparation<HelmReleaseResource>,
      IResourceRendering<HelmReleaseResource>,
      IResourceWorkloads<HelmReleaseResource>
{
    private static readonly string[] s_workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    public async Task PrepareAsync(HelmReleaseResource resource, LifecycleContext context) =>
        await context.Services.GetRequiredService<ChartStore>().GetAsync(resource.Chart, context.CancellationToken).ConfigureAwait(false);

    public async Task<ResourcePlan> PlanAsync(HelmReleaseResource resource, LifecycleContext context)
    {
        if (await resource.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return ResourcePlan.Create($"release {resource.Namespace}/{resource.ReleaseName}");
        }

        var helm = new HelmClient(client);
        var request = await RequestAsync(resource, context).ConfigureAwait(false);
        if (await helm.GetAsync(resource.ReleaseName, resource.Namespace, context.CancellationToken).ConfigureAwait(false) is null)
        {
            return ResourcePlan.Create($"release {resource.Namespace}/{resource.ReleaseName} ({resource.Chart})");
        }

        var diff = await helm.DiffAsync(request, context.CancellationToken).ConfigureAwait(false);
        return KubernetesPlans.From(diff);
    }

    public async Task ProvisionAsync(HelmReleaseResource resource, LifecycleContext context)
    {
        var client = await resource.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var helm = new HelmClient(client);
        var request = await RequestAsync(resource, context).ConfigureAwait(false);
        var progress = new ActivityReporter<ReleaseProgress>(context, p => p.Message);
        var result = await helm.InstallOrUpgradeAsync(request, progress, context.CancellationToken).ConfigureAwait(false);
        await context.SetPropertyAsync("helm.release", resource.ReleaseName).ConfigureAwait(false);
        await context.SetPropertyAsync("helm.revision", result.Release.Revision).ConfigureAwait(false);
        await context.SetPropertyAsync("helm.chart", $"{request.Chart.Name}-{request.Chart.Version}").ConfigureAwait(false);
        await context.SetPropertyAsync("k8s.namespace", resource.Namespace).ConfigureAwait(false);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HelmReleaseResource resource, LifecycleContext context)
    {
        var client = await resource.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var helm = new HelmClient(client);
        if (await helm.GetAsync(resource.ReleaseName, resource.Namespace, context.CancellationToken).ConfigureAwait(false) is not { } release)
        {
            return HealthCheckResult.Unhealthy($"The release '{resource.ReleaseName}' is no longer in the namespace '{resource.Namespace}'. Provision it again.");
        }

        if (release.Status is not ReleaseStatus.Deployed)
        {
            return HealthCheckResult.Unhealthy($"The release '{resource.ReleaseName}' is {release.Status}: {release.Description}");
        }

        foreach (var declared in release.ReadManifests().Where(m => s_workloads.Contains(m.Kind)).SelectMany(m => m.Objects))
        {
            var reference = declared.Reference with { Namespace = declared.Namespace ?? resource.Namespace };
            var live = await client.GetAsync(reference, context.CancellationToken).ConfigureAwait(false);
            if (live is null)
            {
                return HealthCheckResult.Unhealthy($"{reference.Kind.Kind} {reference.Namespace}/{reference.Name} is gone. Provision the release again.");
            }

            var readiness = ObjectReadiness.Evaluate(live);
            if (readiness.State is not ReadinessState.Ready)
            {
                return HealthCheckResult.Unhealthy($"{reference.Kind.Kind} {reference.Namespace}/{reference.Name}: {readiness.Message}");
            }
        }

        return HealthCheckResult.Healthy($"revision {release.Revision}");
    }

    public async Task DestroyAsync(HelmReleaseResource resource, LifecycleContext context)
    {
        if (await resource.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        var helm = new HelmClient(client);
        var progress = new ActivityReporter<ReleaseProgress>(context, p => p.Message);
        await helm.UninstallAsync(resource.ReleaseName, resource.Namespace, new UninstallOptions { Timeout = context.RemainingTime }, progress, context.CancellationToken).ConfigureAwait(false);
    }

    public async Task<RenderedManifest> RenderAsync(HelmReleaseResource resource, LifecycleContext context)
    {
        var request = await RequestAsync(resource, context).ConfigureAwait(false);
        var rendered = new ChartRenderer().Render(
            request.Chart, request.Values, new RenderOptions { ReleaseName = request.Name, Namespace = request.Namespace });
        return KubernetesManifests.From(rendered.Manifest);
    }

    public async Task<ResourceWorkloads?> FindWorkloadsAsync(HelmReleaseResource resource, LifecycleContext context)
    {
        if (await resource.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client
            || await new HelmClient(client).GetAsync(resource.ReleaseName, resource.Namespace, context.CancellationToken).ConfigureAwait(false) is not { } release)
        {
            return null;
        }

        return new ResourceWorkloads(
            client, [.. release.ReadManifests().SelectMany(m => m.Objects).Select(o => o.Reference with { Namespace = o.Namespace ?? resource.Namespace })]);
    }

    private static async Task<ReleaseRequest> RequestAsync(HelmReleaseResource resource, LifecycleContext context)
    {
        var chart = await context.Services.GetRequiredService<ChartStore>().GetAsync(resource.Chart, context.CancellationToken).ConfigureAwait(false);
        var values = new ChartValues();
        foreach (var set in resource.Values)
        {
            await set(values, context.CancellationToken).ConfigureAwait(false);
        }

        return new ReleaseRequest
        {
            Name = resource.ReleaseName,
            Namespace = resource.Namespace,
            Chart = chart,
            Values = values,
            CreateNamespace = true,
            Wait = true,
            Timeout = context.RemainingTime,
        };
    }
}
