namespace MeshHost.Gcp.Container;

/// <summary>Autopilot mode of a cluster.</summary>
public sealed record Autopilot
{
    /// <summary>Whether it is on.</summary>
    public bool? Enabled { get; init; }
}
