namespace Aspire.Hosting.ApplicationModel;

/// <summary>Prometheus, Grafana, Kiali and Jaeger, fed by every sidecar of the mesh.</summary>
/// <param name="name">The name of the stack in the graph.</param>
/// <param name="mesh">The mesh that it observes.</param>
public sealed class ObservabilityStackResource(string name, IstioMeshResource mesh) : Resource(name)
{
    /// <summary>The namespace of Prometheus and Grafana.</summary>
    public const string Namespace = "monitoring";

    /// <summary>The release of kube-prometheus-stack, from which its Services take their names.</summary>
    public const string PrometheusRelease = "kube-prometheus-stack";

    /// <summary>Gets the mesh that the stack observes.</summary>
    public IstioMeshResource Mesh => mesh;

    /// <summary>Gets or sets a value indicating whether Kiali asks nobody who they are. Off unless turned on.</summary>
    public bool AnonymousKiali { get; set; }

    /// <summary>Gets or sets a value indicating whether the tools answer the whole internet, not only the cluster's authorized networks.</summary>
    public bool OpenToInternet { get; set; }

    /// <summary>Gets or sets the parameter with Grafana's administrator password, or <see langword="null"/> to have one generated in the cluster.</summary>
    public ParameterResource? GrafanaPassword { get; set; }

    /// <summary>Gets or sets the parameter with the domain below which the tools are served, or <see langword="null"/> while they are not.</summary>
    public ParameterResource? Domain { get; set; }

    /// <summary>Gets the part whose readiness means that metrics are collected and traces received.</summary>
    public IReadOnlyList<IResource> Collectors { get; internal set; } = [];
}
