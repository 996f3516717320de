using MeshHost.Kubernetes;

namespace MeshHost.Resources.CommandLine;

/// <summary>A container whose log is read.</summary>
internal sealed record LogSource(KubernetesClient Client, string Namespace, string Pod, string Container)
{
    /// <summary>Gets the name that stands in front of its lines.</summary>
    public string Name => $"{Pod}/{Container}";
}
