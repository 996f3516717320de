namespace MeshHost.Emulator.Google;

/// <summary>How an emulated Google Cloud behaves.</summary>
internal sealed record GoogleCloudOptions
{
    /// <summary>Projects that exist, with an owner and billing. Default: <c>mesh-demo</c>.</summary>
    public IReadOnlyList<string> Projects { get; init; } = ["mesh-demo"];

    /// <summary>
    /// Factor on the time that Google's operations really take. 0 makes them complete at once; the default 0.02 makes
    /// the creation of a cluster, five minutes on Google Cloud, take six seconds.
    /// </summary>
    public double TimeScale { get; init; } = 0.02;

    /// <summary>The clock that operations run by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Seed of ids, fingerprints and jitter: the same seed and requests give the same answers.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Folder that keeps the state over restarts, or <see langword="null"/> to keep it in memory only.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Services that are enabled in a new project. Default: what every new project has.</summary>
    public IReadOnlyList<string> EnabledServices { get; init; } =
        ["cloudapis.googleapis.com", "cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com", "servicemanagement.googleapis.com", "storage.googleapis.com"];

    /// <summary>Limits of quotas that differ from the usual ones, such as <c>CPUS</c> of each region.</summary>
    public IReadOnlyDictionary<string, double> Quotas { get; init; } = new Dictionary<string, double>();

    /// <summary>How long, before scaling, a new service account stays unknown to IAM policies and to GKE. Default: none.</summary>
    public TimeSpan IamPropagation { get; init; } = TimeSpan.Zero;
}
