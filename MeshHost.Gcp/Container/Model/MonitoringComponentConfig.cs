namespace MeshHost.Gcp.Container;

/// <summary>Components that send metrics.</summary>
public sealed record MonitoringComponentConfig
{
    /// <summary>SYSTEM_COMPONENTS, ...</summary>
    public IReadOnlyList<string>? EnableComponents { get; init; }
}
