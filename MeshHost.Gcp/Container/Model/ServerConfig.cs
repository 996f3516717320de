namespace MeshHost.Gcp.Container;

/// <summary>Versions and images that GKE offers in a location.</summary>
public sealed record ServerConfig
{
    /// <summary>Version used when none is asked for.</summary>
    public string? DefaultClusterVersion { get; init; }

    /// <summary>Versions of the control plane.</summary>
    public IReadOnlyList<string>? ValidMasterVersions { get; init; }

    /// <summary>Versions of nodes.</summary>
    public IReadOnlyList<string>? ValidNodeVersions { get; init; }

    /// <summary>Images of nodes.</summary>
    public IReadOnlyList<string>? ValidImageTypes { get; init; }

    /// <summary>Versions by channel.</summary>
    public IReadOnlyList<ReleaseChannelConfig>? Channels { get; init; }
}
