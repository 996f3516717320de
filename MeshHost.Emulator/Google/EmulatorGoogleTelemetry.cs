using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MeshHost.Emulator.Google;

/// <summary>What the emulated cloud reports of itself.</summary>
internal static class EmulatorGoogleTelemetry
{
    /// <summary>Name of the source and the meter.</summary>
    public const string Name = "MeshHost.Emulator";

    /// <summary>Spans of operations.</summary>
    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter s_meter = new(Name);

    /// <summary>Calls by method and status.</summary>
    public static readonly Counter<long> Calls = s_meter.CreateCounter<long>("meshhost.emulator.google.calls", "{call}", "Calls of emulated Google APIs.");
}
