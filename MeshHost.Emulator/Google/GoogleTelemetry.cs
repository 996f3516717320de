using System.Diagnostics.Metrics;

namespace MeshHost.Emulator.Google;

/// <summary>What the emulated cloud measures.</summary>
internal static class GoogleTelemetry
{
    /// <summary>Calls by method and status.</summary>
    public static readonly Counter<long> Calls =
        EmulatorTelemetry.Meter.CreateCounter<long>("meshhost.emulator.google.calls", "{call}", "Calls of emulated Google APIs.");
}
