using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>A rendered chart ready to be applied: what should be, before anything was changed.</summary>
/// <param name="Name">Name of the release.</param>
/// <param name="Namespace">Namespace of the release.</param>
/// <param name="Chart">The chart.</param>
/// <param name="Values">The values given.</param>
/// <param name="Rendered">What the chart rendered.</param>
/// <param name="Objects">The objects in install order, with namespace, ownership label and annotations set.</param>
internal sealed record ReleasePlan(
    string Name, string Namespace, Chart Chart, ChartValues Values, RenderedChart Rendered, IReadOnlyList<KubernetesObject> Objects);
