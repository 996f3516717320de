namespace MeshHost.Emulator.Mesh;

/// <summary>How a proxy traces.</summary>
/// <param name="Collector">The collector as <c>host:port</c>.</param>
/// <param name="Sampling">The share of requests that start a trace, in percent.</param>
internal sealed record TracingSettings(string Collector, double Sampling);
