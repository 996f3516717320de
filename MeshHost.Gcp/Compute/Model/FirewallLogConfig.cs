namespace MeshHost.Gcp.Compute;

/// <summary>Logging of a firewall rule.</summary>
public sealed record FirewallLogConfig
{
    /// <summary>Whether connections are logged.</summary>
    public bool? Enable { get; init; }
}
