namespace MeshHost.Emulator.Monitoring;

/// <summary>What the Prometheus operator makes of one of its kinds.</summary>
/// <param name="Resource">The resource of the kind.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The program, which prefixes the names of what is made.</param>
/// <param name="Image">The image when none is given.</param>
/// <param name="Port">The port of the program.</param>
internal sealed record MonitoringWorkload(string Resource, string Kind, string Name, string Image, int Port)
{
    public static readonly MonitoringWorkload Prometheus = new("prometheuses", "Prometheus", "prometheus", "quay.io/prometheus/prometheus", 9090);

    public static readonly MonitoringWorkload Alertmanager = new("alertmanagers", "Alertmanager", "alertmanager", "quay.io/prometheus/alertmanager", 9093);
}
