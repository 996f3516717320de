using MeshHost.Resources.Gke;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A node pool of a cluster.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
/// <param name="options">The declared settings.</param>
public sealed class GkeNodePoolResource(string name, GkeClusterResource parent, GkeNodePoolOptions options) : GkePartResource(name, parent)
{
    /// <summary>Gets the declared settings.</summary>
    public GkeNodePoolOptions Options { get; } = options;
}
