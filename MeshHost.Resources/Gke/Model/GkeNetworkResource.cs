namespace Aspire.Hosting.ApplicationModel;

/// <summary>The VPC network of a cluster.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkeNetworkResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
