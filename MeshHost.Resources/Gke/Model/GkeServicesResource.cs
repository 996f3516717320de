namespace Aspire.Hosting.ApplicationModel;

/// <summary>The Google APIs that the project has to have enabled.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="parent">The cluster.</param>
public sealed class GkeServicesResource(string name, GkeClusterResource parent) : GkePartResource(name, parent);
