using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Resources.Clusters;
using MeshHost.Lifecycle;
using MeshHost.Resources.PublicAccess;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Manifests;

/// <summary>Applies a set of objects on the server's side, waits until they are ready, finds drift, and removes them.</summary>
internal sealed class ManifestLifecycle
    : IResourceLifecycle<ManifestResource>, IResourceRendering<ManifestResource>, IResourceWorkloads<ManifestResource>
{
    public async Task<ResourcePlan> PlanAsync(ManifestResource resource, LifecycleContext context)
    {
        if (await resource.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return ResourcePlan.Create($"objects of {resource.Name}");
        }

        var objects = await resource.GetObjectsAsync(context.CancellationToken).ConfigureAwait(false);
        var diff = await new ObjectSetApplier(client).DiffAsync(objects, Options(resource), context.CancellationToken).ConfigureAwait(false);
        return KubernetesPlans.From(diff);
    }

    public async Task ProvisionAsync(ManifestResource resource, LifecycleContext context)
    {
        var client = await resource.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var objects = await resource.GetObjectsAsync(context.CancellationToken).ConfigureAwait(false);
        var progress = new ActivityReporter<ObjectProgress>(context, p => $"{p.Object.Kind.Kind} {p.Object.Name}: {p.State} {p.Message}");
        await new ObjectSetApplier(client).ApplyAsync(objects, Options(resource), progress, context.CancellationToken).ConfigureAwait(false);
        await new ReadinessWaiter(client, context.Time)
            .WaitAsync([.. objects.Select(o => o.Reference)], new ReadinessWaitOptions { Timeout = context.RemainingTime }, progress, context.CancellationToken).ConfigureAwait(false);
        if (resource.PublicUrl is { } publicUrl)
        {
            var (name, url) = await publicUrl(context.CancellationToken).ConfigureAwait(false);
            await context.AddPublicUrlAsync(name, url).ConfigureAwait(false);
        }

        await context.SetPropertyAsync("k8s.objects", string.Join(", ", objects.Select(o => $"{o.Kind}/{o.Name}"))).ConfigureAwait(false);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(ManifestResource resource, LifecycleContext context)
    {
        var client = await resource.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var objects = await resource.GetObjectsAsync(context.CancellationToken).ConfigureAwait(false);
        string? notReady = null;
        foreach (var declared in objects)
        {
            var live = await client.GetAsync(declared.Reference, context.CancellationToken).ConfigureAwait(false);
            if (live is null)
            {
                return HealthCheckResult.Unhealthy($"{declared.Kind} {declared.Namespace}/{declared.Name} is gone. Provision '{resource.Name}' again.");
            }

            var readiness = ObjectReadiness.Evaluate(live);
            if (readiness.State is not ReadinessState.Ready)
            {
                notReady ??= $"{declared.Kind} {declared.Namespace}/{declared.Name}: {readiness.Message}";
            }
        }

        var plan = KubernetesPlans.From(
            await new ObjectSetApplier(client).DiffAsync(objects, Options(resource), context.CancellationToken).ConfigureAwait(false));
        var drift = plan.HasChanges ? KubernetesPlans.DescribeDrift(plan) : null;
        return (notReady, drift) switch
        {
            (null, null) => HealthCheckResult.Healthy($"{objects.Count} objects as declared"),
            (null, _) => HealthCheckResult.Degraded(drift),

            // What was changed by hand may well be why it is not ready.
            _ => HealthCheckResult.Unhealthy(drift is null ? notReady : $"{notReady}. {drift}"),
        };
    }

    public async Task DestroyAsync(ManifestResource resource, LifecycleContext context)
    {
        if (resource.KeepOnDestroy || await resource.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        var objects = await resource.GetObjectsAsync(context.CancellationToken).ConfigureAwait(false);
        var progress = new ActivityReporter<ObjectProgress>(context, p => $"{p.Object.Kind.Kind} {p.Object.Name}: {p.State} {p.Message}");
        await new ObjectSetApplier(client).DeleteAsync(
            [.. objects.Select(o => o.Reference)], new DeleteSetOptions { Timeout = context.RemainingTime }, progress, context.CancellationToken).ConfigureAwait(false);
    }

    public async Task<RenderedManifest> RenderAsync(ManifestResource resource, LifecycleContext context) => KubernetesManifests.From(
        string.Join("---\n", (await resource.GetObjectsAsync(context.CancellationToken).ConfigureAwait(false)).Select(o => o.ToYaml())));

    public async Task<ResourceWorkloads?> FindWorkloadsAsync(ManifestResource resource, LifecycleContext context) =>
        await resource.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is { } client
            ? new ResourceWorkloads(client, [.. (await resource.GetObjectsAsync(context.CancellationToken).ConfigureAwait(false)).Select(o => o.Reference)])
            : null;

    private static ApplySetOptions Options(ManifestResource resource) => new() { PruneSetId = $"meshhost-{resource.Name}", TakeBack = true };
}
