using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Resources.Observability;

/// <summary>A tool of the stack that people open in a browser.</summary>
/// <param name="Name">Its name, which is its host's label and the start of its nodes' names too.</param>
/// <param name="Service">The in-cluster host name of its Service.</param>
/// <param name="Port">The Service's port.</param>
internal sealed record ObservabilityTool(string Name, string Service, int Port)
{
    public static IReadOnlyList<ObservabilityTool> All { get; } =
    [
        new("grafana", $"{ObservabilityStackResource.PrometheusRelease}-grafana.{ObservabilityStackResource.Namespace}.svc.cluster.local", 80),
        new("kiali", $"kiali.{IstioMeshResource.SystemNamespace}.svc.cluster.local", 20001),
        new("jaeger", $"jaeger-query.{IstioMeshResource.SystemNamespace}.svc.cluster.local", 16686),
    ];
}
