namespace MeshHost.Emulator;

/// <summary>What an <see cref="EmulatorHost"/> emulates, how fast and on which ports.</summary>
public sealed class EmulatorOptions
{
    /// <summary>Gets or sets the id of the Google Cloud project that exists from the start.</summary>
    public string Project { get; set; } = "mesh-demo";

    /// <summary>
    /// Gets or sets the factor by which emulated durations are multiplied: 1 is as slow as Google Cloud, 0 waits for nothing.
    /// The default of 0.02 makes the creation of a cluster, about five minutes, take six seconds.
    /// </summary>
    public double TimeScale { get; set; } = 0.02;

    /// <summary>
    /// Gets or sets the shortest wall-clock time for which a finished Job stays before its <c>ttlSecondsAfterFinished</c> removes it, whatever the
    /// <see cref="TimeScale"/> makes of that. Default 30 seconds. A time scale of 1 or more keeps to what the Job asks for.
    /// </summary>
    public TimeSpan MinimumJobRetention { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the loopback ports. A port of 0, the default, means any free one.</summary>
    public EmulatorPorts Ports { get; set; } = new();

    /// <summary>
    /// Gets or sets a folder with charts (directories or <c>.tgz</c> archives) that the chart repository serves in place of the emulator's own.
    /// </summary>
    public string? ChartsFolder { get; set; }

    /// <summary>
    /// Gets or sets the folder for what the emulator keeps on disk: Google Cloud's state, the objects of the clusters, and keys, so that it goes on
    /// where it was. <see langword="null"/>, the default, keeps everything in memory.
    /// </summary>
    public string? DataFolder { get; set; }

    /// <summary>
    /// Gets or sets the file of shell lines that is written once the emulator is ready: with them in its environment another process uses this
    /// emulator. <see langword="null"/>, the default, writes none.
    /// </summary>
    public string? EnvironmentFile { get; set; }

    /// <summary>Gets or sets the seed of everything that is random: names, identifiers, sampling.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>
    /// Gets or sets how bad the weather of Google Cloud is: 0, the default, for none; 1 hits about every tenth call with a fault that clients
    /// have to survive (rate limits, errors, lost answers, slow operations). Which calls are hit follows from <see cref="Seed"/>.
    /// </summary>
    public double FaultIntensity { get; set; }

    /// <summary>Gets or sets the source of time.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets or sets the address from which clients of the public edge appear to come, unless a request to the proxy says otherwise
    /// with the header <c>X-Emulated-Client-Address</c>.
    /// </summary>
    public string ClientAddress { get; set; } = "203.0.113.7";

    /// <summary>Gets the host names below which Cloud DNS zones exist from the start, such as <c>mesh.example.com</c>.</summary>
    public IList<string> DnsZones { get; } = [];
}
