namespace MeshHost.Emulator.Kubernetes;

/// <summary>How one cluster's API server is set up.</summary>
internal sealed record ClusterApiServerOptions
{
    /// <summary>The cluster's name, which its certificate authority bears.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The version to report, such as 1.33.4-gke.1172000.</summary>
    public string Version { get; init; } = "1.33.4-gke.1172000";

    /// <summary>Where service addresses come from.</summary>
    public string ServiceCidr { get; init; } = "10.30.0.0/20";

    /// <summary>The TLS port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Makes names, uids and addresses the same in every run.</summary>
    public int Seed { get; init; }

    /// <summary>Folder that keeps objects, keys and port beyond the process; <see langword="null"/> keeps all in memory.</summary>
    public string? DataFolder { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
