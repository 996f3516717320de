namespace Aspire.Hosting.ApplicationModel;

/// <summary>The check before the first write: everything that would stop the rollout later, in one report.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkePreflightResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
