namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>A value at an instant (seconds since the epoch).</summary>
internal readonly record struct Sample(double Time, double Value);
