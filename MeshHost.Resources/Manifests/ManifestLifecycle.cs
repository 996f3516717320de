using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.PublicAccess;

namespace MeshHost.Resources.Manifests;

/// <summary>The lifecycle of declared objects.</summary>
internal sealed class ManifestLifecycle : ObjectSetLifecycle<ManifestResource>, IResourceRendering<ManifestResource>, IResourceWorkloads<ManifestResource>
{
    public async Task<RenderedManifest> RenderAsync(ManifestResource resource, LifecycleContext context) => KubernetesManifests.From(
        string.Join("---\n", (await resource.GetObjectsAsync(context.CancellationToken).ConfigureAwait(false)).Select(o => o.ToYaml())));

    public async Task<ResourceWorkloads?> FindWorkloadsAsync(ManifestResource resource, LifecycleContext context) =>
        await resource.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is { } client
            ? new ResourceWorkloads(client, [.. (await resource.GetObjectsAsync(context.CancellationToken).ConfigureAwait(false)).Select(o => o.Reference)])
            : null;

    protected override IKubernetesCluster ClusterOf(ManifestResource resource) => resource.Cluster;

    protected override ValueTask<IReadOnlyList<KubernetesObject>> ObjectsAsync(ManifestResource resource, KubernetesClient client, CancellationToken cancellationToken) =>
        resource.GetObjectsAsync(cancellationToken);

    protected override string Describe(ManifestResource resource) => $"objects of {resource.Name}";

    protected override bool StaysOnDestroy(ManifestResource resource) => resource.KeepOnDestroy;

    protected override async Task AfterAsync(ManifestResource resource, KubernetesClient client, IReadOnlyList<KubernetesObject> objects, LifecycleContext context)
    {
        if (resource.PublicUrl is { } publicUrl)
        {
            var (name, url) = await publicUrl(context.CancellationToken).ConfigureAwait(false);
            await context.AddPublicUrlAsync(name, url).ConfigureAwait(false);
        }

        await context.SetPropertyAsync("k8s.objects", string.Join(", ", objects.Select(o => $"{o.Kind}/{o.Name}"))).ConfigureAwait(false);
    }
}
