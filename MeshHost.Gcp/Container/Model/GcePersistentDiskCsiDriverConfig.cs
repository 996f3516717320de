namespace MeshHost.Gcp.Container;

/// <summary>The persistent disk volume driver.</summary>
public sealed record GcePersistentDiskCsiDriverConfig
{
    /// <summary>Whether it is on.</summary>
    public bool? Enabled { get; init; }
}
