using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MeshHost.Hosting.Telemetry;

/// <summary>What the host itself tells about its work.</summary>
internal static class HostingTelemetry
{
    private const string Name = "MeshHost.Hosting";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter s_meter = new(Name);

    /// <summary>How long resources were held before they could start.</summary>
    public static readonly Histogram<double> WaitDuration = s_meter.CreateHistogram<double>(
        "meshhost.resource.wait.duration", "s", "How long resources waited for others before they started.");

    /// <summary>Health checks that have been run, by their outcome.</summary>
    public static readonly Counter<long> HealthChecks = s_meter.CreateCounter<long>(
        "meshhost.health_checks", "{check}", "Health checks of resources that have been run.");
}
