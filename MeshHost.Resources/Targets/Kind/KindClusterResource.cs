using MeshHost.Resources.Targets.Kind;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The local cluster that stands in for one in Google Cloud, as a part of it.</summary>
public sealed class KindClusterResource : Resource, IResourceWithParent<GkeClusterResource>, IResourceWithWaitSupport
{
    internal KindClusterResource(string name, GkeClusterResource parent, KindCluster cluster)
        : base(name)
    {
        Parent = parent;
        Cluster = cluster;
    }

    /// <summary>Gets the cluster that this one is the part of.</summary>
    public GkeClusterResource Parent { get; }

    internal KindCluster Cluster { get; }
}
