namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of a GKE cluster in Google Cloud.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public abstract class GkePartResource(string name, GkeClusterResource parent)
    : Resource(name), IResourceWithParent<GkeClusterResource>, IResourceWithWaitSupport
{
    /// <summary>Gets the cluster.</summary>
    public GkeClusterResource Parent { get; } = parent;
}
