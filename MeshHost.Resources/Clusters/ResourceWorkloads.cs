using MeshHost.Kubernetes;

namespace MeshHost.Resources.Clusters;

/// <summary>What a resource is made of in its cluster.</summary>
/// <param name="Client">The client of the cluster. It belongs to the cluster: callers do not dispose it.</param>
/// <param name="Objects">The objects, with their namespaces.</param>
internal sealed record ResourceWorkloads(KubernetesClient Client, IReadOnlyList<ObjectReference> Objects);
