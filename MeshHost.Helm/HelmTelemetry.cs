using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MeshHost.Helm;

/// <summary>Where charts, renders and releases report spans and measurements.</summary>
internal static class HelmTelemetry
{
    public const string Name = "MeshHost.Helm";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    public static readonly Histogram<double> RenderDuration = Meter.CreateHistogram<double>(
        "helm.chart.render.duration", "s", "Time from values to rendered documents.");

    public static readonly Histogram<double> PullDuration = Meter.CreateHistogram<double>(
        "helm.chart.pull.duration", "s", "Time to resolve, download and check a chart.");

    /// <summary>Marks a span as failed with the reason, as far as it cannot quote values of the user.</summary>
    public static void Fail(this Activity? activity, Exception exception)
    {
        var reason = exception switch
        {
            TemplateException failure => $"a template failed at {failure.Template}:{failure.Line}:{failure.Column}",
            ChartException failure => failure.TraceableMessage,
            _ => exception.Message,
        };
        activity?.SetStatus(ActivityStatusCode.Error, reason);
        activity?.SetTag("error.type", exception.GetType().FullName);
    }
}
