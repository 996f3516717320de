namespace MeshHost.Kubernetes;

/// <summary>A context: a cluster, a user and the namespace to work in.</summary>
/// <param name="Name">The context's name.</param>
/// <param name="Cluster">The name of the cluster.</param>
/// <param name="User">The name of the user.</param>
/// <param name="Namespace">The namespace; <see langword="null"/> for <c>default</c>.</param>
public sealed record KubeconfigContext(string Name, string Cluster, string User, string? Namespace);
