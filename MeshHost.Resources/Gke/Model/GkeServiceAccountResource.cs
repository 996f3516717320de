namespace Aspire.Hosting.ApplicationModel;

/// <summary>The service account that the nodes run as.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkeServiceAccountResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
