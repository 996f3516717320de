namespace MeshHost.Helm;

/// <summary>
/// Answers the <c>lookup</c> function of templates.
/// </summary>
/// <param name="apiVersion">API version, such as <c>apps/v1</c>.</param>
/// <param name="kind">Kind, such as <c>Deployment</c>.</param>
/// <param name="ns">Namespace; empty for all namespaces or cluster-scoped kinds.</param>
/// <param name="name">Name; empty for a list.</param>
/// <returns>The object (or list object) as a value tree, or <see langword="null"/> when it does not exist.</returns>
public delegate Dictionary<string, object?>? ChartLookup(string apiVersion, string kind, string ns, string name);
