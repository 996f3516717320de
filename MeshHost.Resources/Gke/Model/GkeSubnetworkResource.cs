namespace Aspire.Hosting.ApplicationModel;

/// <summary>The subnetwork of a cluster with its secondary ranges for pods and services.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkeSubnetworkResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
