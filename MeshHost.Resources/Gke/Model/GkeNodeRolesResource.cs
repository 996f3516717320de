namespace Aspire.Hosting.ApplicationModel;

/// <summary>The roles that the nodes' service account has in the project.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkeNodeRolesResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
