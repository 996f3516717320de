namespace MeshHost.Gcp.Container;

/// <summary>What a cluster sends to Cloud Monitoring.</summary>
public sealed record MonitoringConfig
{
    /// <summary>The components.</summary>
    public MonitoringComponentConfig? ComponentConfig { get; init; }

    /// <summary>Google Cloud Managed Service for Prometheus.</summary>
    public ManagedPrometheusConfig? ManagedPrometheusConfig { get; init; }
}
