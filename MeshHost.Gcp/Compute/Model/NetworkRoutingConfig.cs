namespace MeshHost.Gcp.Compute;

/// <summary>Routing configuration of a network.</summary>
public sealed record NetworkRoutingConfig
{
    /// <summary>REGIONAL or GLOBAL.</summary>
    public string? RoutingMode { get; init; }
}
