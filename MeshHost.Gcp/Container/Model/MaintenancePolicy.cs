namespace MeshHost.Gcp.Container;

/// <summary>When Google may do maintenance.</summary>
public sealed record MaintenancePolicy
{
    /// <summary>The window.</summary>
    public MaintenanceWindow? Window { get; init; }

    /// <summary>of the policy as last read.</summary>
    public string? ResourceVersion { get; init; }
}
