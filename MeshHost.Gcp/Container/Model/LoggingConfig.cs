namespace MeshHost.Gcp.Container;

/// <summary>What a cluster sends to Cloud Logging.</summary>
public sealed record LoggingConfig
{
    /// <summary>The components.</summary>
    public LoggingComponentConfig? ComponentConfig { get; init; }
}
