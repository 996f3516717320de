namespace MeshHost.Kubernetes;

/// <summary>A port that a container of a pod listens on.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Port">The port's number.</param>
public sealed record PodPort(string Namespace, string Pod, int Port);
