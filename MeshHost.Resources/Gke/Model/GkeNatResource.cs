namespace Aspire.Hosting.ApplicationModel;

/// <summary>The NAT gateway through which private nodes reach the internet.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkeNatResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
