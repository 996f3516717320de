namespace MeshHost.Gcp.Container;

/// <summary>Google Cloud Managed Service for Prometheus.</summary>
public sealed record ManagedPrometheusConfig
{
    /// <summary>Whether it is on.</summary>
    public bool? Enabled { get; init; }
}
