using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Clusters;

/// <summary>Turns YAML documents into what commands show.</summary>
internal static class KubernetesManifests
{
    public static RenderedManifest From(string yaml) => new(yaml, ManifestMask.Hide, static text => [.. KubernetesObject.ParseYaml(text).Select(o => o.Json)]);
}
