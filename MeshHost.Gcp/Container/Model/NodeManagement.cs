namespace MeshHost.Gcp.Container;

/// <summary>Repair and upgrades of a pool.</summary>
public sealed record NodeManagement
{
    /// <summary>Whether broken nodes are replaced.</summary>
    public bool? AutoRepair { get; init; }

    /// <summary>Whether nodes follow the control plane.</summary>
    public bool? AutoUpgrade { get; init; }
}
