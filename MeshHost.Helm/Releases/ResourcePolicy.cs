using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>The annotation with which a chart's author says that an object outlives its release.</summary>
internal static class ResourcePolicy
{
    private const string Annotation = "helm.sh/resource-policy";

    public static bool Keeps(KubernetesObject obj)
        => obj.Annotations.TryGetValue(Annotation, out var policy) && policy.Trim().Equals("keep", StringComparison.OrdinalIgnoreCase);
}
