using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MeshHost.Gcp;

/// <summary>The spans and figures of this library.</summary>
internal static class GcpTelemetry
{
    public const string Name = "MeshHost.Gcp";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter s_meter = new(Name);

    public static readonly Counter<long> Calls =
        s_meter.CreateCounter<long>("gcp.api.calls", "{call}", "Calls of Google APIs, by method and outcome.");

    public static readonly Counter<long> Retries =
        s_meter.CreateCounter<long>("gcp.api.retries", "{retry}", "Calls of Google APIs that were repeated, by method and cause.");

    public static readonly Histogram<double> Duration =
        s_meter.CreateHistogram<double>("gcp.api.duration", "s", "Duration of calls of Google APIs, retries included.");

    public static void Fail(this Activity? activity, Exception exception)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity.SetTag("error.type", exception is GoogleCloudException google ? google.Kind.ToString() : exception.GetType().FullName);
    }
}
