using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MeshHost.Lifecycle.Telemetry;

/// <summary>The names under which a rollout is traced and measured.</summary>
internal static class LifecycleTelemetry
{
    public const string Name = "MeshHost.Resources";

    public const string ResourceNameTag = "aspire.resource.name";

    public const string ResourceTypeTag = "aspire.resource.type";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter s_meter = new(Name);

    public static readonly Histogram<double> NodeDuration = s_meter.CreateHistogram<double>(
        "meshhost.node.duration", "s", "Time from a node's start to its being healthy, its waits for dependencies left out.");

    public static readonly Counter<long> NodeRetries = s_meter.CreateCounter<long>(
        "meshhost.node.retries", "{retry}", "Attempts of a node after its first one.");

    /// <summary>Marks the activity as failed, in the way of OpenTelemetry's semantic conventions.</summary>
    public static void SetFailed(this Activity? activity, Exception exception)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag("error.type", exception.GetType().FullName);
        activity.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity.AddException(exception);
    }
}
