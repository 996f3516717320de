using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MeshHost.Kubernetes;

/// <summary>The library's spans and metrics.</summary>
internal static class KubernetesTelemetry
{
    public const string Name = "MeshHost.Kubernetes";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    public static readonly Histogram<double> RequestDuration = Meter.CreateHistogram<double>(
        "k8s.client.request.duration", "s", "Time from sending a request, retries included, to its answer.");

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("k8s.client.request.retries", "{retry}", "Requests sent again.");

    public static readonly Counter<long> AppliedObjects = Meter.CreateCounter<long>("k8s.apply.objects", "{object}", "Objects applied, by outcome.");

    public static void Fail(this Activity? activity, Exception exception)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity.SetTag("error.type", exception is KubernetesApiException api ? api.Reason : exception.GetType().FullName);
    }
}
