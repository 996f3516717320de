using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Lifecycle;
using MeshHost.Resources.Clusters;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Manifests;

/// <summary>
/// The one lifecycle of sets of objects: applies them on the server's side, waits until they are ready, finds drift, and removes them. What else
/// a resource does around that, it says by overriding.
/// </summary>
internal abstract class ObjectSetLifecycle<TResource> : IResourceLifecycle<TResource>
    where TResource : Resource
{
    public async Task<ResourcePlan> PlanAsync(TResource resource, LifecycleContext context)
    {
        if (await ClusterOf(resource).FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return ResourcePlan.Create(Describe(resource));
        }

        var objects = await ObjectsAsync(resource, client, context.CancellationToken).ConfigureAwait(false);
        var diff = await new ObjectSetApplier(client).DiffAsync(objects, Options(resource), context.CancellationToken).ConfigureAwait(false);
        return KubernetesPlans.From(diff);
    }

    public async Task ProvisionAsync(TResource resource, LifecycleContext context)
    {
        await BeforeAsync(resource, context).ConfigureAwait(false);
        var client = await ClusterOf(resource).GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var objects = await ObjectsAsync(resource, client, context.CancellationToken).ConfigureAwait(false);
        var progress = Progress(context);
        await new ObjectSetApplier(client).ApplyAsync(objects, Options(resource), progress, context.CancellationToken).ConfigureAwait(false);
        await new ReadinessWaiter(client, context.Time)
            .WaitAsync([.. objects.Select(o => o.Reference)], new ReadinessWaitOptions { Timeout = context.RemainingTime }, progress, context.CancellationToken).ConfigureAwait(false);
        await AfterAsync(resource, client, objects, context).ConfigureAwait(false);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(TResource resource, LifecycleContext context)
    {
        var client = await ClusterOf(resource).GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var objects = await ObjectsAsync(resource, client, context.CancellationToken).ConfigureAwait(false);
        var state = await new ObjectSetApplier(client).InspectAsync(objects, Options(resource), context.CancellationToken).ConfigureAwait(false);
        return await KubernetesPlans.JudgeAsync(client, state, resource.Name, context.CancellationToken).ConfigureAwait(false)
            ?? await CheckReadyAsync(resource, client, objects, context).ConfigureAwait(false);
    }

    public async Task DestroyAsync(TResource resource, LifecycleContext context)
    {
        if (StaysOnDestroy(resource) || await ClusterOf(resource).FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        var references = await ReferencesAsync(resource, client, context.CancellationToken).ConfigureAwait(false);
        await new ObjectSetApplier(client).DeleteAsync(
            references, new DeleteSetOptions { Timeout = context.RemainingTime }, Progress(context), context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>The cluster that the objects go into.</summary>
    protected abstract IKubernetesCluster ClusterOf(TResource resource);

    /// <summary>The declared objects.</summary>
    protected abstract ValueTask<IReadOnlyList<KubernetesObject>> ObjectsAsync(TResource resource, KubernetesClient client, CancellationToken cancellationToken);

    /// <summary>The set in words, for a plan without a cluster.</summary>
    protected abstract string Describe(TResource resource);

    /// <summary>Waits for what has to be there before the objects.</summary>
    protected virtual Task BeforeAsync(TResource resource, LifecycleContext context) => Task.CompletedTask;

    /// <summary>Shows what came of it once the objects are ready.</summary>
    protected virtual Task AfterAsync(TResource resource, KubernetesClient client, IReadOnlyList<KubernetesObject> objects, LifecycleContext context) => Task.CompletedTask;

    /// <summary>Checks what there is to check besides the objects, which are ready and as declared.</summary>
    protected virtual Task<HealthCheckResult> CheckReadyAsync(
        TResource resource, KubernetesClient client, IReadOnlyList<KubernetesObject> objects, LifecycleContext context) =>
        Task.FromResult(HealthCheckResult.Healthy($"{objects.Count} objects as declared"));

    /// <summary>Whether the objects stay when the resource is destroyed.</summary>
    protected virtual bool StaysOnDestroy(TResource resource) => false;

    /// <summary>What is deleted with the resource.</summary>
    protected virtual async ValueTask<IReadOnlyList<ObjectReference>> ReferencesAsync(TResource resource, KubernetesClient client, CancellationToken cancellationToken) =>
        [.. (await ObjectsAsync(resource, client, cancellationToken).ConfigureAwait(false)).Select(o => o.Reference)];

    private static ActivityReporter<ObjectProgress> Progress(LifecycleContext context) =>
        new(context, p => $"{p.Object.Kind.Kind} {p.Object.Name}: {p.State} {p.Message}");

    private static ApplySetOptions Options(TResource resource) => new() { PruneSetId = $"meshhost-{resource.Name}", TakeBack = true };
}
