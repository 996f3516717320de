using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Manifests;
using MeshHost.Resources.Registration;

namespace Aspire.Hosting;

/// <summary>Adds sets of Kubernetes objects to the graph.</summary>
public static class ManifestBuilderExtensions
{
    /// <summary>Adds a set of Kubernetes objects as a part of a typed resource.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="parent">The typed resource that the objects are a part of.</param>
    /// <param name="cluster">The cluster that they go into.</param>
    /// <param name="yaml">Yields the objects as YAML documents, with their namespaces, when they are needed.</param>
    /// <returns>The builder of the set.</returns>
    public static IResourceBuilder<ManifestResource> AddManifest(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResource parent, IKubernetesCluster cluster, Func<CancellationToken, ValueTask<string>> yaml)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(yaml);

        builder.AddResourceServices();
        var resource = new ManifestResource(
            name, parent, cluster, async ct => KubernetesObject.ParseYaml(await yaml(ct).ConfigureAwait(false)));
        return builder.AddResource(resource).WithLifecycle(new ManifestLifecycle());
    }

    /// <summary>Adds a set of Kubernetes objects that is known beforehand as a part of a typed resource.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="parent">The typed resource that the objects are a part of.</param>
    /// <param name="cluster">The cluster that they go into.</param>
    /// <param name="yaml">Yields the objects as YAML documents, with their namespaces, when they are needed.</param>
    /// <returns>The builder of the set.</returns>
    public static IResourceBuilder<ManifestResource> AddManifest(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResource parent, IKubernetesCluster cluster, Func<string> yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return builder.AddManifest(name, parent, cluster, _ => ValueTask.FromResult(yaml()));
    }
}
