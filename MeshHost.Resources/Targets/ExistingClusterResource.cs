using MeshHost.Resources.Clusters;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The cluster of a kubeconfig that stands in for one in Google Cloud, as a part of it.</summary>
public sealed class ExistingClusterResource : Resource, IResourceWithParent<GkeClusterResource>, IResourceWithWaitSupport
{
    internal ExistingClusterResource(string name, GkeClusterResource parent, IKubernetesCluster cluster)
        : base(name)
    {
        Parent = parent;
        Cluster = cluster;
    }

    /// <summary>Gets the cluster that this one is the part of.</summary>
    public GkeClusterResource Parent { get; }

    internal IKubernetesCluster Cluster { get; }
}
