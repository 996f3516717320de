namespace Aspire.Hosting.ApplicationModel;

/// <summary>The Cloud Router that carries the NAT gateway.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkeRouterResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
