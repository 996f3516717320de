using MeshHost.Kubernetes;

namespace MeshHost.Resources.CommandLine;

/// <summary>A pod behind a node.</summary>
/// <param name="Client">The client of its cluster.</param>
/// <param name="Pod">The pod as it was when it was found.</param>
/// <param name="Workload">The workload whose selector it matches; the pod itself when it is declared on its own.</param>
internal sealed record NodePod(KubernetesClient Client, KubernetesObject Pod, ObjectReference Workload)
{
    /// <summary>Gets the namespace and the name.</summary>
    public string Name => $"{Pod.Namespace}/{Pod.Name}";
}
