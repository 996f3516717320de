using Aspire.Hosting.ApplicationModel;
using MeshHost.Helm;
using MeshHost.Lifecycle;
using MeshHost.Resources.Clusters;
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
    // The objects that a revision should have: rendering them anew for each check would cost more than reading the live ones.
    private (int Revision, DeclaredObjects Objects)? _declared;

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
        var preview = await helm.PreviewAsync(request, context.CancellationToken).ConfigureAwait(false);
        return KubernetesPlans.From(preview, $"{resource.Namespace}/{resource.ReleaseName}", resource.Chart.ToString());
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

        var request = await RequestAsync(resource, context).ConfigureAwait(false);
        if (_declared is not { } declared || declared.Revision != release.Revision)
        {
            declared = (release.Revision, await helm.GetDeclaredObjectsAsync(request, release.Revision, context.CancellationToken).ConfigureAwait(false));
            _declared = declared;
        }

        var state = await helm.InspectAsync(request, declared.Objects, context.CancellationToken).ConfigureAwait(false);
        return await KubernetesPlans.JudgeAsync(client, state, resource.Name, context.CancellationToken).ConfigureAwait(false)
            ?? HealthCheckResult.Healthy($"revision {release.Revision}");
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
            UpgradeCrds = resource.UpgradeCrds,
            Timeout = context.RemainingTime,
        };
    }
}
