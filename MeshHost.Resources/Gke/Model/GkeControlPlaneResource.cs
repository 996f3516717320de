namespace Aspire.Hosting.ApplicationModel;

/// <summary>The cluster itself: control plane and cluster-wide settings. It is created together with its node pools.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkeControlPlaneResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
