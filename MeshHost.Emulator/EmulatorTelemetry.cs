using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MeshHost.Emulator;

/// <summary>The activity source and meter of the emulator.</summary>
internal static class EmulatorTelemetry
{
    /// <summary>The name under which the emulator's spans and metrics are published.</summary>
    public const string Name = "MeshHost.Emulator";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Reconciliations =
        Meter.CreateCounter<long>("meshhost.emulator.reconciliations", "{reconciliation}", "Reconciliations by the emulated controllers.");
}
