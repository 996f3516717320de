using MeshHost.Kubernetes;
using MeshHost.Resources.Clusters;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A set of Kubernetes objects that is applied, waited for, checked and removed as one.</summary>
/// <param name="name">The node's name in the graph.</param>
/// <param name="parent">The typed resource that the objects are a part of.</param>
/// <param name="cluster">The cluster that they go into.</param>
/// <param name="objects">Yields the objects, with their namespaces, when they are needed.</param>
public sealed class ManifestResource(
    string name, IResource parent, IKubernetesCluster cluster, Func<CancellationToken, ValueTask<IReadOnlyList<KubernetesObject>>> objects)
    : Resource(name), IResourceWithParent
{
    /// <summary>Gets the typed resource that the objects are a part of.</summary>
    public IResource Parent => parent;

    /// <summary>Gets the cluster that the objects go into.</summary>
    public IKubernetesCluster Cluster => cluster;

    /// <summary>Gets or sets a value indicating whether the objects stay when the resource is destroyed.</summary>
    public bool KeepOnDestroy { get; set; }

    /// <summary>Gets or sets what yields the public URL that the objects serve, and its name, or <see langword="null"/> when they serve none.</summary>
    internal Func<CancellationToken, ValueTask<(string Name, Uri Url)>>? PublicUrl { get; set; }

    /// <summary>Yields the declared objects.</summary>
    /// <param name="cancellationToken">Cancels the look-ups that the objects need.</param>
    /// <returns>The objects.</returns>
    public ValueTask<IReadOnlyList<KubernetesObject>> GetObjectsAsync(CancellationToken cancellationToken) => objects(cancellationToken);
}
