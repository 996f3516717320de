using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MeshHost.Helm.Charts;
using MeshHost.Helm.Functions;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Rendering;

/// <summary>
/// Executes the templates of a chart and its subcharts in Helm's order. All of them are one set, and each chart's templates share one mutable
/// root: what one template sets there, those after it see. Charts such as Istio's rely on both, so the order is not an implementation detail.
/// </summary>
internal sealed class TemplateEngine
{
    private readonly FunctionMap _functions = FunctionLibrary.Helm;
    private readonly ConditionalWeakTable<Chart, ConcurrentDictionary<string, TemplateSet>> _parsed = [];

    /// <summary>The rendered files by name, partials left out.</summary>
    public Dictionary<string, string> Render(ChartInstance root, Dictionary<string, object?> values, RenderOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return RenderAll(root, values, options, cancellationToken);
        }
        catch (TemplateException e)
        {
            throw e.InHelmsWords();
        }
    }

    private Dictionary<string, string> RenderAll(
        ChartInstance root, Dictionary<string, object?> values, RenderOptions options, CancellationToken cancellationToken)
    {
        var release = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["Name"] = options.ReleaseName,
            ["Namespace"] = options.Namespace,
            ["IsUpgrade"] = options.IsUpgrade,
            ["IsInstall"] = !options.IsUpgrade,
            ["Revision"] = (nint)options.Revision,
            ["Service"] = "Helm",
        };
        var templates = new List<BoundTemplate>();
        Bind(root, values, release, new TemplateCapabilities(options.Capabilities), templates);
        templates.Sort(static (a, b) => CompareForExecution(a.Name, b.Name));

        var set = Parsed(root, templates);
        var services = options.Lookup is { } lookup
            ? new TemplateServices { Lookup = (version, kind, ns, name) => lookup(version, kind, ns, name) ?? new Dictionary<string, object?>(StringComparer.Ordinal) }
            : TemplateServices.Default;
        var rendered = new Dictionary<string, string>(templates.Count, StringComparer.Ordinal);
        foreach (var template in templates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (BaseName(template.Name).StartsWith('_'))
            {
                continue;
            }

            template.Dot["Template"] = new RenderedValues(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["Name"] = template.Name,
                ["BasePath"] = template.BasePath,
            });
            rendered[template.Name] = set.Render(template.Name, new RenderedValues(template.Dot), services, cancellationToken);
        }

        return rendered;
    }

    /// <summary>Deeper files come first; within one depth it is the reverse of the alphabet.</summary>
    internal static int CompareForExecution(string left, string right)
    {
        var order = right.AsSpan().Count('/').CompareTo(left.AsSpan().Count('/'));
        return order != 0 ? order : ByteString.Compare(right, left);
    }

    private static Dictionary<string, object?> Bind(
        ChartInstance chart, object? values, Dictionary<string, object?> release, TemplateCapabilities capabilities, List<BoundTemplate> templates)
    {
        var subcharts = new Dictionary<string, object?>(StringComparer.Ordinal);
        var own = values as Dictionary<string, object?> ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        var dot = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["Chart"] = ChartFields.Of(chart),
            ["Files"] = new TemplateFiles(chart.Chart.Files),
            ["Release"] = release,
            ["Capabilities"] = capabilities,
            ["Values"] = new RenderedValues(own),
            ["Subcharts"] = subcharts,
        };
        foreach (var dependency in chart.Dependencies)
        {
            subcharts[dependency.Name] = Bind(dependency, own.GetValueOrDefault(dependency.Name), release, capabilities, templates);
        }

        var path = chart.FullPath;
        foreach (var file in chart.Chart.Templates)
        {
            // Of a library only the definitions are taken.
            if (!chart.Chart.Metadata.IsLibrary || BaseName(file.Name).StartsWith('_'))
            {
                templates.Add(new BoundTemplate($"{path}/{file.Name}", $"{path}/templates", file, dot));
            }
        }

        return dot;
    }

    private TemplateSet Parsed(ChartInstance root, List<BoundTemplate> templates)
    {
        // Which subcharts are on, and under which names, decides what is in the set.
        var sets = _parsed.GetValue(root.Chart, static _ => new ConcurrentDictionary<string, TemplateSet>(StringComparer.Ordinal));
        var key = string.Join('\n', Paths(root));
        if (!sets.TryGetValue(key, out var set))
        {
            set = new TemplateSet(_functions);
            foreach (var template in templates)
            {
                set.Parse(template.Name, template.File.GetText());
            }

            sets.TryAdd(key, set);
        }

        return set;
    }

    private static IEnumerable<string> Paths(ChartInstance chart) => chart.Dependencies.SelectMany(Paths).Prepend(chart.FullPath);

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    private sealed record BoundTemplate(string Name, string BasePath, ChartFile File, Dictionary<string, object?> Dot);
}
