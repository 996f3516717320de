namespace MeshHost.Gcp.Container;

/// <summary>Versions of a release channel.</summary>
public sealed record ReleaseChannelConfig
{
    /// <summary>RAPID, REGULAR, STABLE or EXTENDED.</summary>
    public string? Channel { get; init; }

    /// <summary>Version used when none is asked for.</summary>
    public string? DefaultVersion { get; init; }

    /// <summary>Versions that can be asked for.</summary>
    public IReadOnlyList<string>? ValidVersions { get; init; }
}
