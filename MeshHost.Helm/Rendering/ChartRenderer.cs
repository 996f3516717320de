using System.Diagnostics;
using MeshHost.Helm.Charts;
using MeshHost.Helm.Rendering;
using MeshHost.Helm.Schema;
using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Values;
using MeshHost.Helm.Versions;

namespace MeshHost.Helm;

/// <summary>
/// Renders charts as <c>helm template</c> does. Thread-safe; parsed templates of a chart are kept and shared between renderings.
/// </summary>
/// <example>
/// <code>
/// var rendered = new ChartRenderer().Render(chart, values, new RenderOptions { ReleaseName = "istiod", Namespace = "istio-system" });
/// Console.WriteLine(rendered.Manifest);
/// </code>
/// </example>
public sealed class ChartRenderer
{
    private const string NotesFile = "NOTES.txt";

    private readonly TemplateEngine _engine = new();

    /// <summary>Renders a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="values">Values over the chart's defaults; not changed.</param>
    /// <param name="options">What the chart is told about the release and the cluster.</param>
    /// <param name="cancellationToken">Cancels the rendering between and within templates.</param>
    /// <returns>The documents in install order, the hooks, the definitions of <c>crds/</c> and the notes.</returns>
    /// <exception cref="ChartException">
    /// The chart is a library, lacks a subchart, does not support the cluster's version, its values break its schema, or it rendered
    /// something that is not YAML.
    /// </exception>
    /// <exception cref="TemplateException">A template cannot be parsed or executed.</exception>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public RenderedChart Render(Chart chart, ChartValues values, RenderOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(options);
        using var activity = HelmTelemetry.Source.StartActivity("render chart");
        activity?.SetTag("helm.chart.name", chart.Name);
        activity?.SetTag("helm.chart.version", chart.Version);
        activity?.SetTag("helm.release.name", options.ReleaseName);
        activity?.SetTag("k8s.namespace.name", options.Namespace);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var rendered = RenderCore(chart, values, options, cancellationToken);
            activity?.SetTag("helm.chart.documents", rendered.Manifests.Count + rendered.Hooks.Count);
            return rendered;
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
        finally
        {
            HelmTelemetry.RenderDuration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("helm.chart.name", chart.Name));
        }
    }

    private RenderedChart RenderCore(Chart chart, ChartValues values, RenderOptions options, CancellationToken cancellationToken)
    {
        ReleaseName.Check(options.ReleaseName);
        if (chart.Metadata.IsLibrary)
        {
            throw new ChartException($"library charts are not installable: {chart.Name} only holds definitions for other charts");
        }

        CheckKubernetesVersion(chart, options.Capabilities);
        var warnings = new List<string>();
        var root = DependencyResolver.Resolve(chart, values.Root);
        var coalesced = ValuesCoalescer.Coalesce(root, values.Root, warnings);

        if (options.ValidateSchema)
        {
            ValuesSchema.Check(root, coalesced, warnings);
        }

        var files = _engine.Render(root, coalesced, options, cancellationToken);
        var notes = new List<string>();
        var sorter = new ManifestSorter();
        var paths = new List<string>(files.Keys);
        paths.Sort(ByteOrder.Instance);
        foreach (var path in paths)
        {
            var text = files[path];
            if (path.EndsWith(NotesFile, StringComparison.Ordinal))
            {
                if (options.SubchartNotes || path == $"{chart.Name}/templates/{NotesFile}")
                {
                    notes.Add(text);
                }
            }
            else
            {
                sorter.Add(path, text);
            }
        }

        warnings.AddRange(sorter.Warnings);
        return new RenderedChart(CrdReader.Read(root), sorter.Manifests, sorter.Hooks, string.Join('\n', notes), options.IncludeCrds) { Warnings = warnings };
    }

    private static void CheckKubernetesVersion(Chart chart, ChartCapabilities capabilities)
    {
        var range = chart.Metadata.KubeVersion;
        if (range.Length > 0 && !VersionRange.IsCompatible(range, TemplateCapabilities.Normalize(capabilities.KubernetesVersion)))
        {
            throw new ChartException(
                $"chart requires kubeVersion: {range} which is incompatible with Kubernetes {capabilities.KubernetesVersion} (chart {chart.Name} {chart.Version})");
        }
    }
}
