namespace MeshHost.Gcp.Container;

/// <summary>Shielded VM settings of the nodes.</summary>
public sealed record ShieldedInstanceConfig
{
    /// <summary>Whether only signed boot components run.</summary>
    public bool? EnableSecureBoot { get; init; }

    /// <summary>Whether the boot is measured.</summary>
    public bool? EnableIntegrityMonitoring { get; init; }
}
