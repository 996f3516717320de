namespace MeshHost.Hosting.Telemetry;

/// <summary>Tells one series of a metric from the others.</summary>
/// <param name="Meter">The name of the meter.</param>
/// <param name="Name">The name of the instrument.</param>
/// <param name="Tags">The dimensions, as name=value, separated by commas.</param>
internal sealed record MetricSeriesKey(string Meter, string Name, string Tags);
