namespace MeshHost.Gcp.Container;

/// <summary>Components that send logs.</summary>
public sealed record LoggingComponentConfig
{
    /// <summary>SYSTEM_COMPONENTS, WORKLOADS, ...</summary>
    public IReadOnlyList<string>? EnableComponents { get; init; }
}
